import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../protocol/index.ts'
import type { Found } from '../../protocol/search.ts'
import { eraseDeleted } from '../log/erase-deleted.ts'
import type { StoredLog } from '../log/tables.ts'
import type { Caller } from './caller.ts'
import { searchDocuments } from './search-documents.ts'
import { type AccessStage, openStage, person } from './testing/access-stage.ts'

const [ann, bob, cem] = [person('ann'), person('bob'), person('cem')]

/** What a search promises on any database. */
export function describeSearch(openLog: () => Promise<StoredLog>): void {
  let here: AccessStage
  beforeAll(async () => {
    here = await openStage(await openLog())
  })
  afterAll(() => here.close())
  let n = 0
  const append = async (id: DocumentId, title: string, lines: readonly string[]) => {
    const doc = new Y.Doc()
    doc.getText('title').insert(0, title)
    const blocks = lines.map(line => {
      const block = new Y.XmlElement('block')
      block.insert(0, [new Y.XmlText(line)])
      return block
    })
    doc.getXmlFragment('content').insert(0, blocks)
    await here.log.append(id, { session: doc.clientID, n: ++n, update: Y.encodeStateAsUpdate(doc) })
    await here.log.compact(id)
  }
  const documentBy = async (owner: Caller, title: string, ...lines: string[]) => {
    const id = await here.documentBy(owner)
    await append(id, title, lines)
    return id
  }
  const search = (words: string, caller: Caller = ann) => searchDocuments(here.tables, words, caller)
  const idsOf = (found: Found[]) => found.map(({ id }) => id)
  const marked = (text: string, hits: Found['titleHits']) => hits.map(([from, to]) => text.slice(from, to))

  it('finds words and parts of words, in titles and texts, in whatever case and width', async () => {
    const id = await documentBy(ann, 'Quarterly BUDGET', 'Straße nach Ｔokyo', 'Überall Größe')
    for (const words of ['budget', 'BUDG', 'arter', 'tokyo', 'ＢＵＤＧＥＴ', 'überall', 'ÜBER', 'größe qua'])
      expect(idsOf(await search(words)), words).toEqual([id])
    for (const words of ['"quarterly budget"', '“nach tokyo” quarter', '"straße na'])
      expect(idsOf(await search(words)), words).toEqual([id])
    for (const words of ['budgets', 'budget yesterday', '"budget quarterly"', '', '   '])
      expect(await search(words), words).toEqual([])
  })

  it('finds parts of Korean words, from one syllable on, however they were typed', async () => {
    const id = await documentBy(ann, '회의록', '오늘은 글쓰기를 함께 했습니다.')
    for (const words of ['글', '글쓰', '쓰기', '함께 회의', '했습니다', '글쓰기'.normalize('NFD')])
      expect(idsOf(await search(words)), words).toEqual([id])
    expect(await search('글 내일')).toEqual([])
  })

  it('takes no character for anything else than itself', async () => {
    const id = await documentBy(ann, 'Signs', `100% of a_b, 'it''s' "quoted" \\ and (brackets)*`)
    for (const words of ['100%', 'a_b', `''s'`, '"quoted"', '\\', '(brackets)*'])
      expect(idsOf(await search(words)), words).toContain(id)
    for (const words of ['a%b', 'a_c', 'q*d', '100%%']) expect(idsOf(await search(words))).not.toContain(id)
  })

  it('shows where it was found: in the title, and in a line of the text', async () => {
    const text = `${'a long way before it. '.repeat(30)}Here stands the Needle, and ${'much after it. '.repeat(30)}`
    const id = await documentBy(ann, 'Needles and pins', text, 'needle')
    const [found] = await search('NEEDLE')
    if (found === undefined) throw new Error('nothing was found')
    expect(found).toMatchObject({ id, title: 'Needles and pins', role: 'owner' })
    expect(marked(found.title, found.titleHits)).toEqual(['Needle'])
    expect(marked(found.snippet, found.snippetHits)).toEqual(['Needle'])
    expect(found.snippet).toMatch(/^….*Here stands the Needle, and .*…$/)
    expect(found.snippet.length).toBeLessThan(230)
    const [byTitle] = await search('pins')
    expect(byTitle?.snippetHits).toEqual([])
    expect(byTitle?.snippet).toMatch(/^a long way before it\./)
  })

  it('gives first what has it in the title, then the newest', async () => {
    const old = await documentBy(ann, 'Zebra crossing', 'x')
    const first = await documentBy(ann, 'Animals', 'a zebra')
    const second = await documentBy(ann, 'More animals', 'a zebra')
    await append(second, '', ['and more'])
    expect(idsOf(await search('zebra'))).toEqual([old, second, first])
  })

  it('follows what is written: new words are found, words that went are not', async () => {
    const id = await here.documentBy(ann)
    const doc = new Y.Doc()
    const write = async (title: string) => {
      const before = Y.encodeStateVector(doc)
      doc.getText('title').delete(0, doc.getText('title').length)
      doc.getText('title').insert(0, title)
      const update = Y.encodeStateAsUpdate(doc, before)
      await here.log.append(id, { session: doc.clientID, n: ++n, update })
      await here.log.compact(id)
    }
    await write('Walrus')
    expect(idsOf(await search('walrus'))).toEqual([id])
    await write('Octopus')
    expect(idsOf(await search('octopus'))).toEqual([id])
    expect(await search('walrus')).toEqual([])
  })

  it('looks into what one may read, and into nothing else', async () => {
    const id = await documentBy(ann, 'Secret giraffe', 'the plan')
    const by = { documentId: id, user: ann.user }
    expect(await search('giraffe', bob), 'who has not come').toEqual([])
    await here.visits(id, bob)
    expect(await search('giraffe', bob)).toMatchObject([{ id, role: 'editor' }])
    await here.sharing.setRole(by, bob.user, 'viewer')
    expect(await search('plan', bob)).toMatchObject([{ id, role: 'viewer' }])
    await here.sharing.remove(by, bob.user)
    expect(await search('giraffe', bob), 'who was removed').toEqual([])
    await here.visits(id, cem)
    expect(idsOf(await search('giraffe', cem))).toEqual([id])
    await here.sharing.withdrawLink(by)
    expect(await search('giraffe', cem), 'whose link was withdrawn').toEqual([])
    expect(await search('giraffe', { ...ann, user: undefined }), 'nobody').toEqual([])
  })

  it('finds nothing in the trash, and nothing that was deleted', async () => {
    const id = await documentBy(ann, 'Pelican', 'x')
    const by = { documentId: id, user: ann.user }
    await here.sharing.trash(by)
    expect(await search('pelican')).toEqual([])
    await here.sharing.restore(by)
    expect(idsOf(await search('pelican'))).toEqual([id])
    await here.sharing.trash(by)
    await here.sharing.delete(by)
    expect(await search('pelican')).toEqual([])
    await eraseDeleted(here.tables)
    const left = await here.tables.read(
      here.tables.query.selectFrom('summaries').select('document').where('folded_title', '=', 'pelican'),
    )
    expect(left).toEqual([])
  })

  it('gives no more than fifty', async () => {
    const ids = await Promise.all(
      Array.from({ length: 53 }, async (_, i) => documentBy(cem, `Ostrich ${i}`, 'x')),
    )
    expect(await search('ostrich', cem)).toHaveLength(50)
    expect(ids).toHaveLength(53)
  })
}
