import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { type Seq, unpackUpdates } from '../../protocol/index.ts'
import type { StoredLog } from './tables.ts'
import { paper, range, Writer } from './typing.contract.ts'

/** What every implementation promises to whoever follows a document. */
export function describeChanges(openLog: () => Promise<StoredLog>): void {
  const opened = async () => {
    const log = await openLog()
    onTestFinished(() => log.close())
    await log.create(paper)
    const changesAfter = async (after: Seq) => {
      const found = await log.changes(paper, after)
      if (found === undefined) throw new Error('the document is not there')
      const { updates, ...run } = found
      return { ...run, seqs: unpackUpdates(updates).map(({ seq }) => seq) }
    }
    return { log, writer: new Writer(log, paper), changesAfter }
  }

  it('gives each update, also where a snapshot would be shorter, and from the start to who is beyond the end', async () => {
    const { log, writer, changesAfter } = await opened()
    await writer.type(300)
    await log.compact(paper)
    await writer.type(5)
    expect(await changesAfter(10)).toEqual({ after: 10, head: 305, seqs: range(11, 305) })
    expect(await changesAfter(305)).toEqual({ after: 305, head: 305, seqs: [] })
    expect(await changesAfter(306)).toMatchObject({ after: 0, seqs: range(1, 305) })
    expect(await log.changes('nowhere-at-all', 0)).toBeUndefined()
  })

  it('gives as much as one answer holds, and at least one update', async () => {
    const { log, writer, changesAfter } = await opened()
    await writer.type(1_200)
    const { seqs } = await changesAfter(0)
    expect(seqs).toEqual(range(1, 1_000))
    expect((await changesAfter(1_000)).seqs).toEqual(range(1_001, 1_200))
    const large = { session: 1, n: 1, update: new Uint8Array(600 * 1024) }
    await log.append(paper, large)
    await log.append(paper, large)
    expect((await changesAfter(1_200)).seqs).toEqual([1_201])
  })

  it('names the snapshot that stands for updates which are not there any more', async () => {
    const { log, writer, changesAfter } = await opened()
    const words = 'words that take their room, each time others. '.repeat(100)
    for (let i = 0; i < 80; i++) await writer.write(doc => doc.getText('text').insert(0, `${i} ${words}`))
    await log.compact(paper)
    await writer.type(3)
    const { snapshot, seqs, head } = await changesAfter(0)
    expect(snapshot).toEqual({ seq: head - 3, size: expect.any(Number) })
    expect(seqs).toEqual(range(head - 2, head))
  })

  it('writes the document as it is, of a snapshot and what follows it', async () => {
    const { log, writer } = await opened()
    const append = (text: string) =>
      writer.write(doc => doc.getXmlFragment('content').push([new Y.XmlText(text)]))
    await append('one ')
    await log.compact(paper)
    await append('two')
    expect(await log.rendition(paper, 'text')).toEqual({ seq: 2, body: 'one two' })
    expect(await log.rendition('nowhere-at-all', 'text')).toBeUndefined()
  })
}
