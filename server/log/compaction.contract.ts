import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { unpackUpdates } from '../../protocol/index.ts'
import type { Log } from './log.ts'
import {
  docFrom,
  docOf,
  merged,
  mustRead,
  paper,
  range,
  recorded,
  textOf,
  updatesOfTyping,
  Writer,
} from './typing.contract.ts'

/** What every implementation promises of its compactions. `openLog` gives a log with an empty document `paper`. */
export function describeCompaction(openLog: () => Log): void {
  describe('compaction', () => {
    let log: Log
    beforeEach(() => {
      log = openLog()
    })

    it('gives a new reader the same document, by a snapshot that is smaller than the log', async () => {
      const writer = new Writer(log, paper)
      await writer.type(300)
      const { updates } = await mustRead(log, paper, 0)
      await log.compact(paper)
      await writer.type(10)
      const tail = await mustRead(log, paper, 0)
      expect(tail.snapshot?.seq).toBe(300)
      expect(tail.snapshot?.bytes.length).toBeLessThan(updates.length)
      expect(unpackUpdates(tail.updates).map(row => row.seq)).toEqual(range(301, 310))
      expect(textOf(docOf(tail))).toBe(textOf(writer.doc))
      expect(await log.snapshot(paper)).toEqual(tail.snapshot)
    })

    it('costs one who was away for a moment what was missed, not the document', async () => {
      const writer = new Writer(log, paper)
      await writer.type(300)
      await log.compact(paper)
      for (const after of [290, 299, 300]) {
        const tail = await mustRead(log, paper, after)
        expect(tail.snapshot).toBeUndefined()
        expect(unpackUpdates(tail.updates).map(row => row.seq)).toEqual(range(after + 1, 300))
      }
    })

    it('does nothing where nothing is new', async () => {
      await new Writer(log, paper).type(50)
      await log.compact(paper)
      const first = await log.snapshot(paper)
      await log.compact(paper)
      expect(await log.snapshot(paper)).toEqual(first)
    })

    it('goes on while people write, and loses none of it', async () => {
      const writers = [new Writer(log, paper), new Writer(log, paper)]
      let writing = true
      const compacting = (async () => {
        while (writing) await log.compact(paper)
      })()
      await Promise.all(
        writers.map(async writer => {
          for (let i = 0; i < 40; i++) await writer.type(10)
        }),
      )
      writing = false
      await compacting
      await log.compact(paper)
      const tail = await mustRead(log, paper, 0)
      expect(tail.head).toBe(800)
      expect(textOf(docOf(tail))).toBe(textOf(merged(writers)))
      for (let after = 0; after <= 800; after += 50) {
        const { snapshot, updates } = await mustRead(log, paper, after)
        const from = snapshot?.seq ?? after
        expect(unpackUpdates(updates).map(row => row.seq)).toEqual(range(from + 1, 800))
      }
    })

    it('leaves a document as it is whose log lacks something, and folds it once that has come', async () => {
      const whole = updatesOfTyping(30)
      const [missing, ...others] = whole
      if (missing === undefined) throw new Error('typing gives updates')
      for (const [i, update] of others.entries()) await log.append(paper, { session: 1, n: i + 1, update })
      await log.compact(paper)
      expect(await log.snapshot(paper)).toBeUndefined()
      // It is left alone until its tail has doubled.
      await log.append(paper, { session: 1, n: 30, update: missing })
      for (let n = 31; n <= 60; n++) await log.append(paper, { session: 1, n, update: missing })
      await log.compact(paper)
      expect((await log.snapshot(paper))?.seq).toBe(60)
      expect(textOf(docOf(await mustRead(log, paper, 0)))).toBe(textOf(docFrom(whole)))
    })

    it('derives what lists show, in the order asked for, without documents that it does not know', async () => {
      await log.create('document-2')
      const { doc, updates } = recorded()
      doc.getText('title').insert(0, 'Minutes')
      const block = new Y.XmlElement('paragraph')
      block.insert(0, [new Y.XmlText('All present.')])
      doc.getXmlFragment('content').insert(0, [block])
      const before = Date.now()
      for (const [i, update] of updates.entries()) await log.append(paper, { session: 1, n: i + 1, update })
      expect(await log.summaries([paper])).toEqual([])
      await log.compact(paper)
      const [other, summary] = await log.summaries(['document-2', 'nowhere-at-all', paper])
      expect(other).toMatchObject({ id: 'document-2', title: '', excerpt: '' })
      expect(summary).toMatchObject({ id: paper, title: 'Minutes', excerpt: 'All present.' })
      expect(summary?.updatedAt).toBeGreaterThanOrEqual(before)
      expect(summary?.updatedAt).toBeLessThanOrEqual(Date.now())
      expect(await log.summaries([])).toEqual([])
    })

    it('does not list a text that is older than the document', async () => {
      const { doc, updates } = recorded()
      const append = async () => {
        for (const update of updates.splice(0)) await log.append(paper, { session: 1, n: ++n, update })
      }
      let n = 0
      doc.getText('title').insert(0, 'Old')
      await append()
      await log.compact(paper)
      expect(await log.summaries([paper])).toMatchObject([{ title: 'Old' }])
      doc.getText('title').insert(0, 'No longer ')
      await append()
      expect(await log.summaries([paper])).toEqual([])
      await log.compact(paper)
      expect(await log.summaries([paper])).toMatchObject([{ title: 'No longer Old' }])
    })
  })
}
