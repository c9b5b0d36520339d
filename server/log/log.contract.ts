import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type DocumentId, type LoggedUpdate, type Seq, unpackUpdates } from '../../protocol/index.ts'
import { describeAuthors } from './authors.contract.ts'
import { describeCompaction } from './compaction.contract.ts'
import { type Log, LogClosed, UnknownDocument } from './log.ts'
import { emptyOutline } from './outline.ts'
import { merged, mustRead, paper, range, recorded, Writer } from './typing.contract.ts'
import { shallowDepth } from './update-limits.ts'

/** A place for one log, which may be opened, closed and opened again. */
export interface LogPlace {
  open(): Promise<Log>
  remove(): Promise<void>
}

/** What every implementation of `Log` promises. */
export function describeLog(name: string, makePlace: () => Promise<LogPlace>): void {
  describe(name, () => {
    let place: LogPlace
    let log: Log
    beforeEach(async () => {
      place = await makePlace()
      log = await place.open()
      await log.create(paper)
    })
    afterEach(async () => {
      await log.close()
      await place.remove()
    })
    const reopen = async () => {
      await log.close()
      log = await place.open()
    }

    describe('authors', () => describeAuthors(() => log))

    describe('appending', () => {
      it('numbers the updates of a document 1, 2, 3 …, in the order in which they came', async () => {
        const appended = Promise.all(Array.from({ length: 100 }, (_, i) => log.append(paper, edit(i + 1))))
        expect(await appended).toEqual(range(1, 100))
        expect(await log.append(paper, edit(101))).toBe(101)
        const rows = await updatesOf(log, paper)
        expect(rows.map(row => row.seq)).toEqual(range(1, 101))
        expect(rows.map(row => row.n)).toEqual(range(1, 101))
      })

      it('keeps an update as it came, with its session and its number', async () => {
        const update = Uint8Array.from({ length: 5000 }, (_, i) => i % 256)
        await log.append(paper, { session: 0xffffffff, n: 2 ** 40, update })
        await log.append(paper, { session: 0, n: 0, update: update.subarray(7, 9) })
        expect(await updatesOf(log, paper)).toEqual([
          { seq: 1, session: 0xffffffff, n: 2 ** 40, update },
          { seq: 2, session: 0, n: 0, update: Uint8Array.of(7, 8) },
        ])
      })

      it('numbers each document by itself when many are written at once', async () => {
        const ids = range(1, 20).map(i => `document-${i}`)
        await Promise.all(ids.map(id => log.create(id)))
        const seqs = new Map<DocumentId, Seq[]>()
        const write = async (id: DocumentId, session: number) => {
          for (let n = 1; n <= 10; n++) {
            const seq = await log.append(id, { ...edit(n), session })
            seqs.set(id, [...(seqs.get(id) ?? []), seq])
          }
        }
        await Promise.all(ids.flatMap(id => [write(id, 1), write(id, 2)]))
        for (const id of ids) {
          expect(seqs.get(id)?.toSorted((a, b) => a - b)).toEqual(range(1, 20))
          const rows = await updatesOf(log, id)
          for (const session of [1, 2]) {
            expect(rows.filter(row => row.session === session).map(row => row.n)).toEqual(range(1, 10))
          }
        }
      })

      it('refuses a document that it does not know, and that alone', async () => {
        const unknown = expect(log.append('nowhere-at-all', edit(1))).rejects.toThrow(UnknownDocument)
        expect(await log.append(paper, edit(1))).toBe(1)
        await unknown
      })

      it('creates a document once: again does it no harm', async () => {
        await log.append(paper, edit(1))
        await log.create(paper)
        expect((await log.read(paper, 0))?.head).toBe(1)
      })
    })

    describe('reading', () => {
      it('gives what follows a number, whichever', async () => {
        await Promise.all(range(1, 30).map(n => log.append(paper, edit(n))))
        for (let after = 0; after <= 30; after++) {
          const tail = await mustRead(log, paper, after)
          expect(tail.head).toBe(30)
          expect(tail.snapshot).toBeUndefined()
          expect(unpackUpdates(tail.updates).map(row => row.seq)).toEqual(range(after + 1, 30))
        }
      })

      it('reads from the start for whoever counts further than the log goes', async () => {
        await log.append(paper, edit(1))
        expect(unpackUpdates((await mustRead(log, paper, 7)).updates)).toHaveLength(1)
      })

      it('knows an empty document', async () => {
        expect(await log.read(paper, 0)).toEqual({ head: 0, updates: new Uint8Array() })
        expect(await log.state(paper)).toEqual({
          head: 0,
          clocks: new Map(),
          outline: emptyOutline,
          claims: new Map(),
        })
        expect(await log.snapshot(paper)).toBeUndefined()
        await log.compact(paper)
        expect(await log.snapshot(paper)).toBeUndefined()
      })

      it('gives the heads of many documents at once, without those that it does not know', async () => {
        await log.create('document-2')
        await Promise.all(range(1, 3).map(n => log.append(paper, edit(n))))
        const heads = await log.heads(['document-2', 'nowhere-at-all', paper])
        expect(heads).toEqual(
          new Map([
            ['document-2', 0],
            [paper, 3],
          ]),
        )
        expect(await log.heads([])).toEqual(new Map())
        const many = range(1, 5000).map(i => `nowhere-${i}`)
        expect(await log.heads([...many, paper])).toEqual(new Map([[paper, 3]]))
      })

      it('gives undefined for a document that it does not know', async () => {
        expect(await log.read('nowhere-at-all', 0)).toBeUndefined()
        expect(await log.state('nowhere-at-all')).toBeUndefined()
        expect(await log.snapshot('nowhere-at-all')).toBeUndefined()
        await log.compact('nowhere-at-all')
        expect(await log.summaries(['nowhere-at-all'])).toEqual([])
      })

      it('says which clock of each client comes next, before a compaction, after it, and behind it', async () => {
        const writers = [new Writer(log, paper), new Writer(log, paper)]
        const mustAgree = async () => {
          const expected = Y.decodeStateVector(Y.encodeStateVector(merged(writers)))
          expect((await log.state(paper))?.clocks).toEqual(expected)
        }
        await Promise.all(writers.map(writer => writer.type(20)))
        await mustAgree()
        await log.compact(paper)
        await mustAgree()
        await Promise.all(writers.map(writer => writer.type(5)))
        await mustAgree()
      })

      it('says how large and how deep the document is, before a compaction, after it, and behind it', async () => {
        const { doc, updates } = recorded()
        let n = 0
        let innermost = doc.getArray<unknown>('array')
        const deepen = async (levels: number) => {
          for (let i = 0; i < levels; i++) {
            const next = new Y.Array<unknown>()
            innermost.insert(0, [next])
            innermost = next
          }
          for (const update of updates.splice(0)) await log.append(paper, { session: 1, n: ++n, update })
          return (await log.state(paper))?.outline
        }
        const before = await deepen(50)
        await log.compact(paper)
        const after = (await log.state(paper))?.outline
        const behind = await deepen(10)
        const depths = [before, after, behind].map(outline => outline?.deep.at(-1)?.depth)
        // What is not folded yet may be taken for somewhat deeper.
        expect(depths[0]).toBeGreaterThanOrEqual(50)
        expect(depths[0]).toBeLessThanOrEqual(50 + shallowDepth)
        expect(depths.slice(1)).toEqual([50, 60])
        expect([before, after, behind].map(outline => outline?.roots)).toEqual(
          Array.from({ length: 3 }, () => new Set(['array'])),
        )
        const sizes = [before, after, behind].map(outline => outline?.bytes ?? 0)
        expect(sizes[0]).toBeGreaterThan(50 * 10)
        expect(sizes[1]).toBeLessThan(sizes[0] ?? 0)
        expect(sizes[2]).toBeGreaterThan((sizes[1] ?? 0) + 10 * 10)
        expect(after?.weight).toBe(3 * 50)
        expect(behind?.weight).toBe(3 * 60)
      })
    })

    describeCompaction(() => log)

    describe('closing', () => {
      it('finishes what was accepted, and has it all when it is opened again', async () => {
        const { epoch } = log
        const writer = new Writer(log, paper)
        await writer.type(40)
        await log.compact(paper)
        await writer.type(10)
        const last = log.append(paper, edit(51))
        await reopen()
        expect(await last).toBe(51)
        expect(log.epoch).toBe(epoch)
        expect((await log.snapshot(paper))?.seq).toBe(40)
        const { updates } = await mustRead(log, paper, 40)
        expect(unpackUpdates(updates).map(row => row.seq)).toEqual(range(41, 51))
        expect(await log.append(paper, edit(52))).toBe(52)
      })

      it('refuses every call after it, and may be asked twice', async () => {
        const closed = log.close()
        await Promise.all(
          [
            log.append(paper, edit(1)),
            log.create('document-2'),
            log.read(paper, 0),
            log.state(paper),
            log.heads([paper]),
            log.snapshot(paper),
            log.summaries([paper]),
            log.compact(paper),
          ].map(call => expect(call).rejects.toBeInstanceOf(LogClosed)),
        )
        await closed
        await log.close()
      })

      it('gives each log a name of its own', async () => {
        const elsewhere = await makePlace()
        const other = await elsewhere.open()
        expect(other.epoch).not.toBe(log.epoch)
        expect(other.description).not.toBe('')
        await other.close()
        await elsewhere.remove()
      })
    })
  })
}

/** Bytes that stand for an update, where nobody reads them as one. */
const edit = (n: number) => ({ session: 7, n, update: Uint8Array.of(n % 256, n >> 8, 1) })

async function updatesOf(log: Log, id: DocumentId): Promise<LoggedUpdate[]> {
  const { updates } = await mustRead(log, id, 0)
  return unpackUpdates(updates).map(row => ({ ...row, update: new Uint8Array(row.update) }))
}
