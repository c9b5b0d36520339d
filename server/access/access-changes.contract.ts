import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { must, type StoredLog } from '../log/tables.ts'
import type { AccessChange } from './access.ts'
import { AccessChanges } from './access-changes.ts'
import { mustNotFail } from './testing/access-stage.ts'

const ofDocument = (documentId: string): AccessChange => ({ of: 'document', documentId })

/** What nodes that share the tables hear of each other, without any other line between them. */
export function describeChanges(openLog: () => Promise<StoredLog>): void {
  let log: StoredLog
  const opened: AccessChanges[] = []
  beforeAll(async () => {
    log = await openLog()
  })
  afterAll(async () => {
    for (const changes of opened) changes.close()
    await log.close()
  })
  const openNode = async () => {
    const changes = await AccessChanges.open({ tables: log.tables, isShared: true, onTrouble: mustNotFail })
    opened.push(changes)
    const heard: AccessChange[] = []
    changes.onChange(change => heard.push(change))
    return { changes, heard }
  }
  const touch = () => log.tables.query.insertInto('guests').values({ id: `g_${Math.random()}`, name: '' })

  it('tells this node at once, and every other one within two seconds', async () => {
    const [one, other] = [await openNode(), await openNode()]
    const announced = vi.fn()
    one.changes.announce = announced
    const all: AccessChange[] = [
      ofDocument('document-1'),
      { of: 'login', login: 'l_1' },
      { of: 'user', user: 'u_1' },
    ]
    await one.changes.write([touch()], all)
    expect(one.heard).toEqual(all)
    expect(announced.mock.calls.map(([change]) => change)).toEqual(all)
    await vi.waitFor(() => expect(other.heard).toEqual(all), { timeout: 2000 })
  })

  it('tells everything once and in its order, whoever writes at once', async () => {
    const nodes = [await openNode(), await openNode(), await openNode()] as const
    const [first, second, third] = nodes
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        nodes[i % 2]?.changes.write([touch()], [ofDocument(`document-${i}`)]),
      ),
    )
    const named = (heard: AccessChange[]) =>
      heard.map(change => (change.of === 'document' ? change.documentId : ''))
    await vi.waitFor(() => expect(third.heard).toHaveLength(60), { timeout: 5000 })
    // Its own may come back to a node that looks in the very moment of the commit.
    await vi.waitFor(() => {
      for (const { heard } of [first, second]) expect(new Set(named(heard)).size).toBe(60)
    })
    const numbers = await log.tables.read(
      log.tables.query.selectFrom('access_changes').select(['n', 'id']).orderBy('n', 'desc').limit(60),
    )
    expect(numbers.map(({ n }) => n)).toEqual(Array.from({ length: 60 }, (_, i) => (numbers[0]?.n ?? 0) - i))
    expect(named(third.heard)).toEqual(numbers.map(({ id }) => id).reverse())
  })

  it('tells nothing where nothing was written', async () => {
    const node = await openNode()
    const nothing = must(log.tables.query.deleteFrom('guests').where('id', '=', 'g_nobody'))
    expect(await node.changes.write([touch(), nothing], [ofDocument('document-1')])).toBeUndefined()
    expect(node.heard).toEqual([])
  })

  it('has everything asked about anew where notes were swept before they were read', async () => {
    const node = await openNode()
    const { query } = log.tables
    await log.tables.write([query.updateTable('counters').set(({ eb }) => ({ n: eb('n', '+', 7) }))])
    await vi.waitFor(() => expect(node.heard).toEqual([{ of: 'everything' }]), { timeout: 2000 })
    await node.changes.write([touch()], [ofDocument('document-2')])
    expect(node.heard.at(-1)).toEqual(ofDocument('document-2'))
  })

  it('knows how long it has been blind', async () => {
    const node = await openNode()
    await vi.waitFor(() => expect(node.changes.blindForMs).toBeLessThan(300), { timeout: 2000 })
  })
}
