import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { printedSeed, seededRandom } from '../../e2e/support/seeded-random.ts'
import { carryOver } from './carry-over.ts'

const seed = printedSeed()

/** A document whose local changes are noted, as an outbox notes them. */
function writer(clientID?: number, seen?: Y.Doc) {
  const doc = new Y.Doc()
  if (seen !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(seen), 'others')
  if (clientID !== undefined) doc.clientID = clientID
  const pendings: Uint8Array[] = []
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'others') pendings.push(update)
  })
  const text = doc.getText('t')
  return {
    doc,
    page: crypto.randomUUID(),
    pendings,
    text,
    /** Between words, so that each stays whole. */
    write(word: string, at = 1) {
      text.insert(text.toString().indexOf(';', Math.floor(at * text.length)) + 1, `${word};`)
    },
    erase(word: string) {
      const place = `;${text.toString()}`.indexOf(`;${word};`)
      if (place >= 0) text.delete(place, word.length + 1)
    },
    words: () => text.toString().split(';').slice(0, -1).sort(),
    hear: (update: Uint8Array) => Y.applyUpdate(doc, update, 'others'),
  }
}

type Writer = ReturnType<typeof writer>

function settle(
  copy: Writer,
  log: Y.Doc,
  unsentFrom: number,
  isThorough = false,
  awaited = new Map<number, number>(),
) {
  const server = new Y.Doc()
  Y.applyUpdate(server, Y.encodeStateAsUpdate(log))
  const { doc } = copy
  // As the device names them, for every tab the same.
  const pendings = copy.pendings.map((update, i) => ({ key: `${copy.page}/${i + 1}`, update }))
  const carried = carryOver({ doc, server, pendings, unsentFrom: () => unsentFrom, awaited, isThorough })
  const isCarried = carried === 'carried'
  // It goes on as it is, and sends what it has.
  if (!isCarried) for (const { update } of pendings) Y.applyUpdate(server, update)
  expect([server.store.pendingStructs, server.store.pendingDs]).toEqual([null, null])
  return { carried, isCarried, server, words: server.getText('t').toString().split(';').slice(0, -1).sort() }
}

it('carries over what a copy wrote where the other has written something else', () => {
  const log = writer(7)
  log.write('before')
  const copy = writer(7, log.doc)
  const shared = Y.getState(log.doc.store, 7)
  log.write('original')
  copy.write('copy')
  copy.write('again', 0)
  copy.erase('before')
  const { isCarried, words } = settle(copy, log.doc, shared)
  expect(isCarried).toBe(true)
  expect(words).toEqual(['again', 'copy', 'original'])
})

it('carries over the same words, too, where they were written twice', () => {
  const log = writer(7)
  const copy = writer(7)
  log.write('same')
  copy.write('same')
  expect(settle(copy, log.doc, 0).words).toEqual(['same', 'same'])
})

it('takes no beginning that is like another’s for saved', () => {
  const log = writer(7)
  log.write('o')
  const page = writer(7)
  page.write('one')
  page.write('two')
  // It is the log that is the shorter one, and that it begins alike says nothing.
  expect(settle(page, log.doc, Number.POSITIVE_INFINITY).words).toEqual(['o', 'one', 'two'])
})

it('leaves under its own ID what another tab wrote that may send it itself, but for what hangs on what is carried over', () => {
  const log = writer(7)
  log.write('original')
  for (const hangs of [false, true]) {
    const copy = writer(7)
    copy.write('copy')
    const tab = writer(9, hangs ? copy.doc : undefined)
    tab.write('tab')
    for (const update of tab.pendings) Y.applyUpdate(copy.doc, update)
    const { server, words } = settle(copy, log.doc, 0)
    expect(words).toEqual(['copy', 'original', 'tab'])
    expect(Y.getState(server.store, 9) > 0).toBe(!hangs)
  }
})

it('keeps what waits for something that has not come, and carries over the rest', () => {
  const log = writer(7)
  log.write('original')
  const bob = writer(9)
  for (const word of ['one', 'two', 'three']) bob.write(word)
  const [one, two, three] = bob.pendings
  if (one === undefined || two === undefined || three === undefined) throw new Error('nothing was written')
  for (const isThorough of [false, true]) {
    const copy = writer(7)
    copy.write('copy')
    for (const update of [one, three]) copy.hear(update)
    const pendings = copy.pendings.map((update, i) => ({ key: `${copy.page}/${i}`, update }))
    const server = new Y.Doc()
    Y.applyUpdate(server, Y.encodeStateAsUpdate(log.doc))
    const fork = { doc: copy.doc, server, pendings, unsentFrom: () => 0, awaited: new Map(), isThorough }
    expect(carryOver(fork)).toBe('carried')
    const words = () => server.getText('t').toString().split(';').slice(0, -1).sort()
    expect(words()).toEqual(['copy', 'one', 'original'])
    // Under the ID that it hangs on.
    if (isThorough) continue
    Y.applyUpdate(server, two)
    expect(words()).toEqual(['copy', 'one', 'original', 'three', 'two'])
  }
})

/** A tab that has adopted what a former page left. */
function adopter({ page, doc, pendings }: Writer): Writer {
  const tab = writer(undefined, doc)
  return { ...tab, page, pendings: [...pendings] }
}

it('carries over the same words once, though two tabs do, one of which has more of them', () => {
  const log = writer(7)
  log.write('before')
  const page = writer(7, log.doc)
  log.write('original')
  for (const word of ['first', 'second']) page.write(word, 0)
  const [ann, bob] = [adopter(page), adopter(page)]
  page.write('three', 0)
  // All at once.
  const settled = [ann, bob, page].map(tab => settle(tab, log.doc, Number.POSITIVE_INFINITY).server)
  for (const { store } of settled) expect(store.clients.size).toBe(2)
  for (const server of settled) log.hear(Y.encodeStateAsUpdate(server))
  expect(log.words()).toEqual(['before', 'first', 'original', 'second', 'three'])
  // And once more, after the first was reloaded without having been able to note it on the device.
  expect(settle(adopter(page), log.doc, Number.POSITIVE_INFINITY).words).toEqual(log.words())
})

it('takes another ID where something else has the one that it would take', () => {
  const log = writer(7)
  const page = writer(7)
  log.write('original')
  const clone = { ...writer(7), page: page.page }
  page.write('page')
  clone.write('clone')
  log.hear(Y.encodeStateAsUpdate(settle(page, log.doc, 0).server))
  expect(settle(clone, log.doc, 0).words).toEqual(['clone', 'original', 'page'])
})

it('does not carry over what may be on its way to the log, until it is there', () => {
  const log = writer(7)
  const client = writer(7)
  client.write('sent')
  const clock = Y.getState(client.doc.store, 7)
  const settled = () => settle(client, log.doc, Number.POSITIVE_INFINITY, false, new Map([[7, clock]]))
  expect(settled().carried).toBe('on its way')
  for (const update of client.pendings) log.hear(update)
  expect(settled().carried).toBe('saved')
  client.write('not-sent', 0)
  expect(settled().carried).toBe('carried')
  expect(settled().words).toEqual(['not-sent', 'sent'])
})

it('leaves the document as it is where the server has all of it after all', () => {
  const log = writer(7)
  const client = writer(7)
  for (const word of ['one', 'two']) client.write(word)
  client.erase('one')
  for (const update of client.pendings) log.hear(update)
  expect(settle(client, log.doc, Number.POSITIVE_INFINITY).isCarried).toBe(false)
})

it('carries over what the server lacks of what it has in part', () => {
  const log = writer()
  const client = writer(7)
  client.write('saved')
  for (const update of client.pendings) log.hear(update)
  client.write('not-saved', 0)
  client.write('neither', 0.5)
  expect(settle(client, log.doc, Number.POSITIVE_INFINITY).words).toEqual(['neither', 'not-saved', 'saved'])
})

it('carries over what nobody kept account of', () => {
  const log = writer()
  const client = writer(7)
  client.write('early')
  client.pendings.length = 0
  client.write('late', 0)
  expect(settle(client, log.doc, 0).words).toEqual(['early', 'late'])
  client.pendings.length = 0
  expect(settle(client, log.doc, 0, true).words).toEqual(['early', 'late'])
})

it('carries over types with all that is in them', () => {
  const log = writer(7)
  log.doc.getMap('m').set('kept', new Y.XmlText('kept'))
  const copy = writer(7, log.doc)
  const shared = Y.getState(log.doc.store, 7)
  log.doc.getMap('m').set('other', 1)
  const paragraph = new Y.XmlText()
  copy.doc.getXmlFragment('content').insert(0, [paragraph])
  paragraph.insert(0, 'bold', { bold: true })
  paragraph.setAttribute('level', '2')
  copy.doc.getMap('m').set('list', Y.Array.from([1, { two: 2 }, 'three']))
  const { server } = settle(copy, log.doc, shared)
  expect(server.getXmlFragment('content').toString()).toBe(copy.doc.getXmlFragment('content').toString())
  expect(server.getMap('m').toJSON()).toMatchObject({
    kept: 'kept',
    other: 1,
    list: [1, { two: 2 }, 'three'],
  })
})

it.each(Array.from({ length: 100 }, (_, i) => seed + i))('loses no word and doubles none (%i)', from => {
  const random = seededRandom(from)
  const log = writer(7)
  const bob = writer(8)
  const all = new Set<string>()
  let words = 0
  const edit = (who: Writer) => {
    const present = who.words()
    const erased = present[Math.floor(random() * present.length)]
    if (random() < 0.25 && erased !== undefined) {
      who.erase(erased)
      all.delete(erased)
      return
    }
    const word = `w${++words}`
    all.add(word)
    who.write(word, random())
  }
  for (let i = 0; i < 5; i++) edit(log)
  const copy = writer(7, log.doc)
  const unsent = Y.getState(copy.doc.store, 7)
  for (let i = 0; i < 20; i++) {
    const who = [log, copy, bob][Math.floor(random() * 3)] ?? log
    edit(who)
    if (who === bob) for (const update of bob.pendings.splice(0)) log.hear(update)
    else if (random() < 0.3) bob.hear(Y.encodeStateAsUpdate(log.doc))
  }
  const { words: found } = settle(copy, log.doc, unsent)
  expect(found).toEqual([...all].sort())
})
