import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { QuireProvider } from '../client/sync/index.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

let server: TestServer
let documentId: string
const people: Person[] = []

beforeAll(async () => {
  server = await startServer()
})
beforeEach(async () => {
  documentId = await createDocument(server.url)
})
afterEach(async () => {
  await Promise.all(people.splice(0).map(person => person.provider.destroy()))
})
afterAll(() => server.stop())

/** Somebody with a document, who goes on in another one when told to, as an application does. */
class Person {
  provider: QuireProvider
  forks = 0

  constructor(doc: Y.Doc, { connect = true } = {}) {
    this.provider = this.#open(doc, connect)
    people.push(this)
  }

  get doc(): Y.Doc {
    return this.provider.doc
  }

  get text(): Y.Text {
    return this.doc.getText('t')
  }

  write(word: string): void {
    this.text.insert(Math.random() < 0.5 ? 0 : this.text.length, `${word};`)
  }

  /** The same machine once more, with all that it had in memory: its client ID, and what was not saved. */
  clone(): Person {
    this.provider.disconnect()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.doc))
    doc.clientID = this.doc.clientID
    return new Person(doc, { connect: false })
  }

  #open(doc: Y.Doc, connect: boolean): QuireProvider {
    const options = {
      url: server.url,
      documentId,
      doc,
      connect,
      transports: ['websocket'],
      offline: false,
    } as const
    const provider = new QuireProvider(options)
    provider.on('forked', next => {
      this.forks++
      this.provider = this.#open(next, true)
      void provider.destroy()
    })
    return provider
  }
}

const wordsOf = ({ text }: Person) => text.toString().split(';').slice(0, -1).sort()

/** Everybody has the same text, with each of these words once; so has who comes now. */
async function converge(words: readonly string[]): Promise<void> {
  const all = [...people, new Person(new Y.Doc())]
  const expected = [...words].sort().join()
  const isThere = () =>
    all.every(person => person.provider.status.unsaved === 0 && wordsOf(person).join() === expected)
  await until(isThere, 'everybody to have every word once').catch(error => {
    throw new Error(`${error}: ${JSON.stringify(all.map(wordsOf))}`)
  })
  expect(new Set(all.map(({ text }) => text.toString())).size).toBe(1)
}

it('RELIABILITY 19: two copies of one machine write at once, and no word is lost or doubled', async () => {
  for (let round = 0; round < 5; round++) {
    documentId = await createDocument(server.url)
    const [ann, bob] = [new Person(new Y.Doc()), new Person(new Y.Doc())]
    await Promise.all([ann.provider.whenSynced, bob.provider.whenSynced])
    for (const word of ['one', 'two']) ann.write(word)
    await ann.provider.whenSaved()
    const copy = ann.clone()
    const words = ['one', 'two']
    for (const [i, person] of [ann, copy, ann, copy, bob].entries()) {
      words.push(`away-${i}`)
      person.write(`away-${i}`)
    }
    ann.provider.connect()
    copy.provider.connect()
    for (let i = 0; i < 10; i++) {
      for (const [who, person] of [ann, copy, bob].entries()) {
        words.push(`live-${who}-${i}`)
        person.write(`live-${who}-${i}`)
      }
      await ann.provider.roundTripInMs()
    }
    await converge(words)
    expect(ann.forks + copy.forks).toBeGreaterThan(0)
    expect(bob.forks).toBe(0)
    expect(ann.doc.clientID).not.toBe(copy.doc.clientID)
    await Promise.all(people.splice(0).map(person => person.provider.destroy()))
  }
})

it('RELIABILITY 19: a machine restored from an image of long ago keeps what is written on it', async () => {
  const ann = new Person(new Y.Doc())
  await ann.provider.whenSynced
  ann.write('before')
  await ann.provider.whenSaved()
  const copy = ann.clone()
  ann.provider.connect()
  const words = ['before']
  for (let i = 0; i < 50; i++) {
    words.push(`written-since-${i}`)
    ann.write(`written-since-${i}`)
  }
  await ann.provider.whenSaved()
  for (let i = 0; i < 5; i++) {
    words.push(`written-restored-${i}`)
    copy.write(`written-restored-${i}`)
  }
  copy.provider.connect()
  await converge(words)
  expect([ann.forks, copy.forks]).toEqual([0, 1])
  // It goes on under its own ID.
  for (const person of [ann, copy]) person.write(`after-${person.forks}`)
  await converge([...words, 'after-0', 'after-1'])
  expect([ann.forks, copy.forks]).toEqual([0, 1])
})

it('RELIABILITY 23: nobody writes in the name of somebody else', async () => {
  const ann = new Person(new Y.Doc())
  await ann.provider.whenSynced
  ann.write('mine')
  await ann.provider.whenSaved()
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(ann.doc))
  forged.clientID = ann.doc.clientID
  const before = Y.encodeStateVector(forged)
  forged.getText('t').insert(0, 'forged;')
  const mallory = new RawClient(server.url)
  await mallory.open(documentId)
  mallory.send(documentId, 1, Y.encodeStateAsUpdate(forged, before))
  await until(() => mallory.refusals.length > 0, 'a refusal')
  expect(mallory.refusals).toMatchObject([{ reason: 'fork' }])
  mallory.close()
  ann.write('still-mine')
  await converge(['mine', 'still-mine'])
  expect(ann.forks).toBe(0)
})
