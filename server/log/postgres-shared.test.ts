import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { until } from '../../e2e/support/until.ts'
import { unpackUpdates } from '../../protocol/index.ts'
import type { CompactionTrouble } from './compactions.ts'
import type { Log } from './log.ts'
import { edit, mustBeWhole, openForTest } from './postgres/testing/logs.ts'
import { Reviser } from './postgres/testing/reviser.ts'
import { docOf, merged, mustRead, paper, range, textOf, Writer } from './typing.contract.ts'

// Several nodes, as far as the log is concerned: each has connections, a group commit and a compactor of its own.
vi.setConfig({ testTimeout: 60_000 })

const postgres = await startPostgres()
afterAll(() => postgres.stop())

let url: string
let troubles: CompactionTrouble[]
beforeEach(async () => {
  url = await postgres.createDatabase()
  troubles = []
})

async function openThree(): Promise<[Log, Log, Log]> {
  const open = () => openForTest(url, { paceMs: 0, onCompactionTrouble: trouble => troubles.push(trouble) })
  return Promise.all([open(), open(), open()])
}

/** Of those whose sessions have ended: until then they keep their counts to themselves. */
async function deadlocks(): Promise<unknown> {
  const sessions =
    "SELECT FROM pg_stat_activity WHERE application_name = 'quire' AND datname = current_database()"
  await until(async () => (await postgres.query(sessions, url)).length === 0, 'the sessions to end')
  const [row] = await postgres.query(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    url,
  )
  return row?.deadlocks
}

/** Reads rows of a document as they appear, always from the last one seen. */
async function followRows(documentId: string): Promise<{ seen: number[]; upTo(seq: number): Promise<void> }> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const seen: number[] = []
  const text = `SELECT seq FROM updates WHERE seq > $2
    AND document = (SELECT key FROM documents WHERE id = $1) ORDER BY seq`
  return {
    seen,
    upTo: async seq => {
      while ((seen.at(-1) ?? 0) < seq) {
        const query = { name: 'follow', text, values: [documentId, seen.at(-1) ?? 0] }
        const { rows } = await client.query<{ seq: string }>(query)
        seen.push(...rows.map(row => Number(row.seq)))
      }
      await client.end()
    },
  }
}

describe('several nodes that write one document', () => {
  it('leave no gap, and a reader that follows never misses a row', async () => {
    const nodes = await openThree()
    await nodes[0].create(paper)
    const writers = nodes.flatMap((log, node) => range(1, 4).map(i => ({ log, session: node * 10 + i })))
    const each = 100
    const rows = await followRows(paper)
    const following = rows.upTo(writers.length * each)
    const places = await Promise.all(
      writers.map(async ({ log, session }) => {
        const seqs: number[] = []
        for (let n = 1; n <= each; n++) seqs.push(await log.append(paper, edit(n, session)))
        return seqs
      }),
    )
    await following
    expect(rows.seen).toEqual(range(1, writers.length * each))
    expect(places.flat().toSorted((a, b) => a - b)).toEqual(rows.seen)
    for (const seqs of places) expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    const { updates } = await mustRead(nodes[0], paper, 0)
    for (const [i, { session }] of writers.entries()) {
      const own = unpackUpdates(updates).filter(row => row.session === session)
      expect(own.map(row => row.seq)).toEqual(places[i])
      expect(own.map(row => row.n)).toEqual(range(1, each))
    }
  })

  it('never wait for each other in a circle, in whatever order their documents come', async () => {
    const nodes = await openThree()
    const ids = range(1, 100).map(i => `document-${i}`)
    for (const id of ids) await nodes[0].create(id)
    const each = 60
    const orders = [ids, ids.toReversed(), ids.toSorted()]
    await Promise.all(
      nodes.map(async (log, node) => {
        for (let n = 1; n <= each; n++) {
          await Promise.all(orders[node]?.map(id => log.append(id, edit(n, node))) ?? [])
        }
      }),
    )
    for (const log of nodes) {
      expect([...(await log.heads(ids)).values()]).toEqual(ids.map(() => nodes.length * each))
    }
    await Promise.all(nodes.map(log => log.close()))
    expect(await deadlocks()).toBe('0')
  })
})

describe('several nodes that compact one document', () => {
  it('lose none of what is written meanwhile, and never put an older snapshot in the place of a newer one', async () => {
    const nodes = await openThree()
    await nodes[0].create(paper)
    const writers = nodes.map(log => new Reviser(log))
    let writing = true
    const compacting = nodes.slice(0, 2).map(async log => {
      while (writing) await log.compact(paper)
    })
    const snapshots: number[] = []
    const looking = (async () => {
      while (writing) snapshots.push(mustBeWhole(await mustRead(nodes[2], paper, 0)))
    })()
    // Long enough for both to have folded, and deleted what is behind, while others wrote.
    for (let i = 0; i < 60 || new Set(snapshots).size < 8; i++) {
      await Promise.all(writers.map(writer => writer.revise()))
    }
    writing = false
    await Promise.all([...compacting, looking])
    expect(snapshots).toEqual(snapshots.toSorted((a, b) => a - b))
    for (const log of nodes) {
      const tail = await mustRead(log, paper, 0)
      mustBeWhole(tail)
      expect(textOf(docOf(tail))).toBe(textOf(merged(writers)))
    }
    const [oldest] = await postgres.query('SELECT min(seq) > 1 AS gone FROM updates', url)
    expect(oldest).toEqual({ gone: true })
    expect(troubles).toEqual([])
  })

  it('show a reader one moment of it, whatever is deleted between two of its questions', async () => {
    const log = await openForTest(url)
    await log.create(paper)
    await Promise.all(range(1, 30).map(n => log.append(paper, edit(n))))
    const other = new Client({ connectionString: url })
    await other.connect()
    onTestFinished(() => other.end())
    await other.query('BEGIN; LOCK TABLE snapshots')
    const read = mustRead(log, paper, 0)
    const waiting =
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    await until(async () => (await postgres.query(waiting, url)).length === 1, 'the reader to wait')
    await other.query(
      `INSERT INTO snapshots SELECT key, 30, 2, '\\x00', '\\x00' FROM documents; DELETE FROM updates; COMMIT`,
    )
    expect(mustBeWhole(await read)).toBe(0)
    expect(mustBeWhole(await mustRead(log, paper, 0))).toBe(30)
  })

  it('do not take for the document what another one has left of its log', async () => {
    const log = await openForTest(url, { onCompactionTrouble: trouble => troubles.push(trouble) })
    await log.create(paper)
    // Each writes in turn, and refers to nobody: without the first of them the rest is whole in itself.
    const [ann, bob] = [new Writer(log, paper), new Writer(log, paper)]
    await ann.type(4)
    await bob.type(4)
    // As it is between the moment when a compaction has looked at the log and the moment when it reads it.
    await postgres.query('DELETE FROM updates WHERE seq <= 4', url)
    await log.compact(paper)
    expect(await log.snapshot(paper)).toBeUndefined()
    expect(troubles).toEqual([])
  })

  it('fold a tail that has grown long without being asked, though each wrote but a part of it', async () => {
    const nodes = await openThree()
    await nodes[0].create(paper)
    const writers = nodes.map(log => new Writer(log, paper))
    for (let i = 0; i < 12; i++) await Promise.all(writers.map(writer => writer.type(80)))
    const folded = await until(async () => (await nodes[0].snapshot(paper))?.seq, 'the tail to be folded')
    expect(folded).toBeGreaterThan(2000)
  })
})
