import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { unpackUpdates } from '../../protocol/index.ts'
import type { CompactionTrouble } from './compactions.ts'
import { admit } from './gate.ts'
import type { Log } from './log.ts'
import { makeFolder, type TestFolder } from './sqlite/folder.contract.ts'
import { openSqliteLog, type SqliteLogOptions } from './sqlite-log.ts'
import { docOf, mustRead, paper, range, recorded, textOf, updatesOfTyping } from './typing.contract.ts'
import { behind, block, inRoot, string, update } from './update-bytes.corpus.ts'

let folder: TestFolder
let log: Log
let troubles: CompactionTrouble[]
beforeEach(async () => {
  folder = await makeFolder()
  troubles = []
})
afterEach(async () => {
  await log.close()
  await folder.remove()
})

async function open(options: Partial<SqliteLogOptions> = {}): Promise<void> {
  log = await openSqliteLog({
    path: join(folder.path, 'quire.db'),
    onFatal: error => {
      throw error
    },
    onCompactionTrouble: trouble => troubles.push(trouble),
    ...options,
  })
  await log.create(paper)
}

let n = 0
const appendAll = (updates: readonly Uint8Array[]) =>
  Promise.all(updates.map(update => log.append(paper, { session: 1, n: ++n, update })))

describe('compaction by the log itself', () => {
  it('folds a tail that has grown long without being asked', async () => {
    await open()
    await appendAll(updatesOfTyping(2001))
    await vi.waitUntil(async () => (await log.snapshot(paper))?.seq === 2001, { timeout: 10_000 })
    const tail = await mustRead(log, paper, 0)
    expect(textOf(docOf(tail))).toBe('x'.repeat(2001))
    expect(troubles).toEqual([])
  })
})

describe('updates behind a snapshot', () => {
  it('stay as long as they are few bytes, and then the oldest go', async () => {
    await open()
    const { doc, updates } = recorded()
    const text = doc.getText('text')
    // Written and taken back: 400 KB of log, next to nothing in the snapshot.
    for (let i = 0; i < 200; i++) {
      text.insert(0, String.fromCharCode(97 + (i % 26)).repeat(2000))
      text.delete(0, 2000)
    }
    await appendAll(updates)
    await log.compact(paper)

    const db = new DatabaseSync(join(folder.path, 'quire.db'), { readOnly: true })
    const seqs = db
      .prepare('SELECT seq FROM updates ORDER BY seq')
      .all()
      .map(row => row.seq)
    db.close()
    const [oldest] = seqs
    expect(oldest).toBeGreaterThan(100)
    expect(oldest).toBeLessThan(200)
    expect(seqs).toEqual(range(Number(oldest), 400))

    expect((await mustRead(log, paper, 5)).snapshot?.seq).toBe(400)
    const recent = await mustRead(log, paper, 398)
    expect(recent.snapshot).toBeUndefined()
    expect(unpackUpdates(recent.updates).map(row => row.seq)).toEqual([399, 400])
    expect(await log.append(paper, { session: 1, n: 1, update: new Uint8Array([0, 0]) })).toBe(401)
  })
})

describe('a document that takes too long to fold', () => {
  it('is given up in time, and left alone until its tail has doubled', async () => {
    await open({ compactionBudgetMs: 1 })
    const updates = updatesOfTyping(60)
    await appendAll(updates.slice(0, 20))
    await log.compact(paper)
    expect(troubles).toEqual([{ documentId: paper, tailRows: 20, reason: 'out-of-time' }])
    await appendAll(updates.slice(20, 39))
    await log.compact(paper)
    expect(troubles).toHaveLength(1)
    await appendAll(updates.slice(39))
    await log.compact(paper)
    expect(troubles).toMatchObject([{ tailRows: 20 }, { tailRows: 60, reason: 'out-of-time' }])
    expect(textOf(docOf(await mustRead(log, paper, 0)))).toBe('x'.repeat(60))
    expect(await log.snapshot(paper)).toBeUndefined()
  })
})

/** Each letter of one client is put behind one that stands further left, past all that the others have been put behind:
 *  what Yjs takes to find their order grows with the square of their number. 56 kB, half a minute. */
function descendingOrigins(count = 8000): Uint8Array {
  const letters = Array.from({ length: count }, (_, i) => behind(5, count - 1 - i, 4, string('b')))
  return update(block(9, 0, ...letters), block(5, 0, inRoot(4, string('a'.repeat(count + 1)))))
}

describe('RELIABILITY 21: inserts in an order that takes Yjs half a minute to find', () => {
  it('cost the server no more than its time for a document, and nobody a word', async () => {
    await open({ compactionBudgetMs: 500 })
    const bomb = descendingOrigins()
    const admission = admit(bomb, new Map())
    expect(admission.ok).toBe(true)
    await appendAll([...updatesOfTyping(10), bomb])
    await log.compact(paper)
    expect(troubles).toMatchObject([{ documentId: paper, reason: 'out-of-time' }])
    const rows = unpackUpdates((await mustRead(log, paper, 0)).updates)
    expect(rows.map(row => row.update.length).at(-1)).toBe(bomb.length)
    expect((await log.state(paper))?.clocks.get(9)).toBe(8000)
    await log.create('document-2')
    await log.append('document-2', { session: 1, n: 1, update: Y.encodeStateAsUpdate(new Y.Doc()) })
    await log.compact('document-2')
    expect((await log.snapshot('document-2'))?.seq).toBe(1)
  })
})

describe('a document that cannot be folded', () => {
  it('is told of, and harms neither its own log nor other documents', async () => {
    await open()
    await appendAll([Uint8Array.of(1, 99, 99)])
    await log.compact(paper)
    expect(troubles).toMatchObject([{ documentId: paper, tailRows: 1, reason: 'failed' }])
    const rows = unpackUpdates((await mustRead(log, paper, 0)).updates)
    expect(rows.map(row => [...row.update])).toEqual([[1, 99, 99]])

    await log.create('document-2')
    const update = Y.encodeStateAsUpdate(new Y.Doc())
    await log.append('document-2', { session: 1, n: 1, update })
    await log.compact('document-2')
    expect((await log.snapshot('document-2'))?.seq).toBe(1)
  })

  it('is told of when its log lacks something', async () => {
    await open()
    await appendAll(updatesOfTyping(10).slice(1))
    await log.compact(paper)
    expect(troubles).toEqual([{ documentId: paper, tailRows: 9, reason: 'incomplete' }])
  })
})
