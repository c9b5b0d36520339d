import 'fake-indexeddb/auto'
import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { until } from '../../e2e/support/until.ts'
import { refuse } from '../../protocol/index.ts'
import { Device } from './device.ts'
import { type Left, openDatabase, readKept, write } from './device-database.ts'
import { openStage, type Peer } from './testing/peers.ts'

const stage = openStage()
const peer = (connect = true): Peer => stage.peer({ offline: true, connect })
const kept = (ann: Peer) =>
  until(() => ann.provider.status.keptOnDevice, 'everything to be kept on the device')
/** The page goes, without a word to the server. */
async function reload(ann: Peer, connect = true): Promise<Peer> {
  await kept(ann)
  ann.provider.disconnect()
  await ann.provider.destroy()
  stage.peers.splice(stage.peers.indexOf(ann), 1)
  return peer(connect)
}
const opens = () => stage.server.heard.flatMap(({ event, message }) => (event === 'open' ? [message] : []))

const { add } = IDBObjectStore.prototype
afterEach(() => {
  IDBObjectStore.prototype.add = add
})

it('has the text again after a reload without a network, and sends it with the deletions', async () => {
  let ann = peer()
  ann.type(0, 'one two three')
  await ann.provider.whenSaved()
  await kept(ann)
  ann.provider.disconnect()
  ann.erase(4, 4)
  ann.type(ann.text.length, '!')
  ann = await reload(ann, false)
  await ann.provider.whenLoaded
  expect(ann.text.toString()).toBe('one three!')
  expect(ann.provider.status).toMatchObject({ state: 'closed', unsaved: 2 })
  ann.provider.connect()
  await ann.provider.whenSaved()
  await stage.converge('one three!')
  ann = await reload(ann, false)
  await ann.provider.whenLoaded
  expect(ann.provider.status.unsaved).toBe(0)
})

it('costs after a reload what was missed', async () => {
  let ann = peer()
  const bob = stage.peer()
  await Promise.all([ann.is('live'), bob.is('live')])
  bob.type(0, 'one')
  await stage.converge('one')
  ann.type(3, ' two')
  await stage.converge('one two')
  ann = await reload(ann, false)
  bob.type(7, ' three')
  await bob.provider.whenSaved()
  ann.provider.connect()
  await stage.converge('one two three')
  expect(opens().at(-1)).toMatchObject({ after: 2, epoch: 'first' })
})

it('never claims to have on the device what is only on the way into the document', async () => {
  let ann = peer()
  const bob = stage.peer()
  await Promise.all([ann.is('live'), bob.is('live')])
  ann.provider.hold()
  bob.type(0, 'b')
  await bob.provider.whenSaved()
  ann.type(0, 'a')
  await ann.provider.whenSaved()
  ann = await reload(ann)
  await ann.provider.whenSynced
  expect(ann.text.toString()).toHaveLength(2)
})

it('is kept only when it is written', async () => {
  const ann = peer()
  await ann.is('live')
  await kept(ann)
  stage.server.isStuck = true
  ann.type(0, 'a')
  expect(ann.provider.status).toMatchObject({ unsaved: 1, keptOnDevice: false })
  await kept(ann)
  expect(ann.provider.status).toMatchObject({ unsaved: 1 })
})

it('says that the device is full, goes on, and keeps everything once there is room', async () => {
  let ann = peer(false)
  ann.type(0, 'a')
  await kept(ann)
  IDBObjectStore.prototype.add = function refuse() {
    this.transaction.abort()
    throw new DOMException('full', 'QuotaExceededError')
  }
  ann.type(1, 'b')
  ann.type(2, 'c')
  await until(() => !ann.provider.status.keptOnDevice, 'to be told')
  IDBObjectStore.prototype.add = add
  ann.provider.connect()
  await ann.provider.whenSaved()
  expect(stage.server.text(stage.documentId)).toBe('abc')
  ann.provider.disconnect()
  ann.type(3, 'd')
  await until(() => ann.provider.status.keptOnDevice, 'the next attempt', 15_000)
  ann = await reload(ann, false)
  await ann.provider.whenLoaded
  expect(ann.text.toString()).toBe('abcd')
  expect(ann.provider.status.unsaved).toBe(1)
})

/** Somebody writes without a network; the page goes; by the time that there is one, the server takes whoever is there for another. */
async function leftBy(writer: string, { laterIs }: { laterIs: string | undefined }): Promise<Peer> {
  stage.server.user = writer
  const ann = stage.peer({ offline: true, profile: { name: 'Ann', color: '#cf3546' } })
  ann.type(0, 'saved ')
  await ann.provider.whenSaved()
  await stage.converge('saved ')
  stage.server.isStuck = true
  ann.type(6, 'unsaved')
  stage.server.user = laterIs
  const next = await reload(ann)
  stage.server.isStuck = false
  return next
}

it.each([undefined, 'u_bob'])(
  'keeps words that somebody else left (then %s) until one says what is to become of them, over any number of reloads',
  async other => {
    let next = await leftBy('u_ann', { laterIs: other })
    for (const _ of ['once', 'twice']) {
      await next.is('refused')
      expect(next.provider.status).toMatchObject({ cause: 'written-by-another', unsaved: 1 })
      expect(next.provider.unsavedBy).toBe('Ann')
      expect(next.text.toString()).toBe('saved unsaved')
      next = await reload(next)
    }
    await next.is('refused')
    expect(stage.server.text(stage.documentId)).toBe('saved ')
    next.provider.connect()
    await next.provider.whenSaved()
    await stage.converge('saved unsaved')
    // They are theirs from now on.
    next = await reload(next)
    await next.is('live')
  },
)

it('sends what one left oneself, also as a guest who has signed in since', async () => {
  stage.server.formerly = 'g_ann'
  const next = await leftBy('g_ann', { laterIs: 'u_ann' })
  await next.provider.whenSaved()
  expect(next.statuses.filter(({ state }) => state === 'refused')).toEqual([])
  await stage.converge('saved unsaved')
  stage.server.formerly = undefined
  const after = await reload(next)
  await after.is('live')
})

it('discards what somebody else left, here and on the device, and nothing else', async () => {
  let next = await leftBy('u_ann', { laterIs: 'u_bob' })
  await next.is('refused')
  await next.provider.discard()
  expect(next.provider.status.unsaved).toBe(0)
  stage.peers.splice(stage.peers.indexOf(next), 1)
  next = peer()
  await next.is('live')
  await next.provider.whenSynced
  expect(next.provider.status.unsaved).toBe(0)
  await stage.converge('saved ')
})

it('asks nothing where somebody else left a copy with all of its words saved', async () => {
  stage.server.user = 'u_ann'
  const ann = peer()
  ann.type(0, 'saved')
  await ann.provider.whenSaved()
  stage.server.user = 'u_bob'
  const bob = await reload(ann)
  await bob.is('live')
  bob.type(5, ' again')
  await bob.provider.whenSaved()
  expect(bob.statuses.filter(({ state }) => state === 'refused')).toEqual([])
})

it('works where the browser has no storage for us', async () => {
  const { open } = indexedDB
  indexedDB.open = () => {
    throw new DOMException('private', 'SecurityError')
  }
  const ann = peer()
  indexedDB.open = open
  ann.type(0, 'a')
  await ann.provider.whenSaved()
  expect(ann.provider.status).toMatchObject({ state: 'live', keptOnDevice: false })
})

it('serves two tabs, one of which goes on after the other', async () => {
  const [one, two] = [peer(false), peer(false)]
  await Promise.all([one.provider.whenLoaded, two.provider.whenLoaded])
  one.type(0, 'one')
  two.type(0, 'two')
  await Promise.all([kept(one), kept(two)])
  await Promise.all([one.provider.destroy(), two.provider.destroy()])
  stage.peers.length = 0
  const three = peer()
  await three.provider.whenSaved()
  expect(['onetwo', 'twoone']).toContain(three.text.toString())
  await stage.converge(three.text.toString())
})

/** Goes on in the document of a fork, as an application does; gives who does. */
function whoGoesOn(ann: Peer): Promise<Peer> {
  return new Promise(resolve =>
    ann.provider.on('forked', doc => {
      const next = stage.peer({ offline: true, doc })
      stage.peers.splice(stage.peers.indexOf(ann), 1)
      void ann.provider.destroy().then(() => resolve(next))
    }),
  )
}

it('leaves on the device, in a fork, what a tab wrote there that is gone', async () => {
  const [ann, bob] = [peer(false), peer(false)]
  await Promise.all([ann.provider.whenLoaded, bob.provider.whenLoaded])
  bob.type(0, 'bob ')
  await kept(bob)
  await bob.provider.destroy()
  stage.peers.splice(1, 1)
  ann.type(0, 'ann ')
  await kept(ann)
  stage.server.refusals.push(refuse('fork'))
  ann.provider.connect()
  const next = await whoGoesOn(ann)
  await next.provider.whenSaved()
  const words = () => stage.server.text(stage.documentId).trim().split(' ').sort().join()
  await until(() => words() === 'ann,bob', 'the words of both')
  const again = await reload(next, false)
  await again.provider.whenLoaded
  expect(again.text.toString()).toBe(stage.server.text(stage.documentId))
})

it('deletes in a fork what was read, and nothing that another tab wrote since', async () => {
  const name = `quire/${stage.documentId}`
  const doc = new Y.Doc()
  const device = new Device({
    name,
    doc,
    pendings: () => [{ key: 'a/1', update: new Uint8Array(2) }],
    changed: () => {},
    late: () => {},
  })
  await device.load()
  doc.getText('text').insert(0, 'old')
  device.keep({ key: 'a/1', update: Y.encodeStateAsUpdate(doc) })
  const other = new Y.Doc()
  other.getText('text').insert(0, 'theirs')
  const update = Y.encodeStateAsUpdate(other)
  const database = await openDatabase(name)
  await write(database, [
    { what: 'update', update },
    { what: 'pending', key: 'b/1', update },
  ])
  const next = new Y.Doc()
  next.getText('text').insert(0, 'new')
  device.keepInstead(next)
  await device.close()
  const { updates, pendings } = await readKept(database)
  expect(updates).toHaveLength(2)
  const all = new Y.Doc()
  for (const each of updates) Y.applyUpdate(all, each)
  expect(['newtheirs', 'theirsnew']).toContain(all.getText('text').toString())
  expect(pendings.map(({ key }) => key)).toEqual(['b/1', 'whole'])
  database.close()
})

it('brings both tabs to the server when both are there', async () => {
  const [one, two] = [peer(), peer()]
  await Promise.all([one.is('live'), two.is('live')])
  await stage.server.stop()
  one.type(0, 'one')
  two.type(0, 'two')
  await stage.server.start()
  await Promise.all([one.provider.whenSaved(), two.provider.whenSaved()])
  await stage.converge(one.text.toString())
})

it('sends what is on the device though the note that it was not saved is lost', async () => {
  let ann = peer(false)
  ann.type(0, 'words')
  ann = await reload(ann, false)
  await ann.provider.whenLoaded
  await ann.provider.destroy()
  stage.peers.length = 0
  const database = await openDatabase(`quire/${stage.documentId}`)
  const transaction = database.transaction('custom', 'readwrite')
  transaction.objectStore('custom').clear()
  await new Promise(resolve => transaction.addEventListener('complete', resolve))
  database.close()
  ann = peer()
  await ann.is('live')
  await ann.provider.whenSaved()
  await stage.converge('words')
})

it('has what is too large again after a reload, and goes on when it is undone', async () => {
  let ann = peer()
  await ann.is('live')
  ann.type(0, 'x'.repeat(5_000_000))
  ann = await reload(ann)
  await ann.is('refused')
  expect(ann.text).toHaveLength(5_000_000)
  ann.erase(5, 4_999_995)
  await ann.provider.whenSaved()
  await stage.converge('xxxxx')
})

it('keeps one document of many changes, not many changes', async () => {
  let ann = peer()
  await ann.is('live')
  for (let i = 0; i < 600; i++) ann.type(i, 'x')
  await ann.provider.whenSaved()
  const database = await openDatabase(`quire/${stage.documentId}`)
  const rows = () =>
    new Promise<number>(resolve => {
      const request = database.transaction('updates', 'readonly').objectStore('updates').count()
      request.onsuccess = () => resolve(request.result)
    })
  await until(async () => (await rows()) < 10, 'the updates to be folded')
  database.close()
  ann = await reload(ann, false)
  await ann.provider.whenLoaded
  expect(ann.text).toHaveLength(600)
})

it('can be read by y-indexeddb alone', async () => {
  const ann = peer()
  ann.type(0, 'words')
  await ann.provider.whenSaved()
  await kept(ann)
  const doc = new Y.Doc()
  const { IndexeddbPersistence } = await import('y-indexeddb')
  const persistence = new IndexeddbPersistence(`quire/${stage.documentId}`, doc)
  await persistence.whenSynced
  expect(doc.getText('text').toString()).toBe('words')
  await persistence.destroy()
})

it('keeps what was typed before the device had answered, though the page goes at once', async () => {
  for (const ends of ['provider', 'doc'] as const) {
    const ann = peer(false)
    ann.type(0, `${ends} `)
    ann[ends].destroy()
    await ann.provider.destroy()
    stage.peers.splice(stage.peers.indexOf(ann), 1)
  }
  const ann = peer(false)
  await ann.provider.whenLoaded
  expect(ann.text.toString().trim().split(' ').sort()).toEqual(['doc', 'provider'])
  expect(ann.provider.status.unsaved).toBe(2)
})

it('does not call saved what a device that was too slow brings late', async () => {
  const name = `quire/${stage.documentId}`
  const earlier = new Y.Doc()
  earlier.getText('text').insert(0, 'late')
  const update = Y.encodeStateAsUpdate(earlier)
  const database = await openDatabase(name)
  await write(database, [
    { what: 'update', update },
    { what: 'pending', key: 'earlier/1', update },
  ])
  const release = occupy(database)
  const doc = new Y.Doc()
  const lateOnes: Left[] = []
  const device = new Device({
    name,
    doc,
    pendings: () => [],
    changed: () => {},
    late: left => lateOnes.push(left),
    loadWithinMs: 20,
  })
  expect(await device.load()).toEqual({ place: undefined, pendings: [] })
  expect(device.keepsAll).toBe(false)
  release()
  await until(() => lateOnes.length === 1, 'what comes late')
  expect(doc.getText('text').toString()).toBe('late')
  expect(lateOnes[0]?.pendings).toMatchObject([{ key: 'earlier/1' }])
  await device.close()
  database.close()
})

/** Holds the document's updates until the returned function is called, as a slow disk does. */
function occupy(database: IDBDatabase): () => void {
  let isOver = false
  const store = database.transaction(['updates'], 'readwrite').objectStore('updates')
  const goOn = () => {
    if (!isOver) store.count().onsuccess = goOn
  }
  goOn()
  return () => {
    isOver = true
  }
}
