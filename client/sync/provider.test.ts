import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { until } from '../../e2e/support/until.ts'
import { refuse } from '../../protocol/index.ts'
import { openStage } from './testing/peers.ts'

const stage = openStage()

it('shows what one types to the other, and calls it saved', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.provider.whenSynced, bob.provider.whenSynced])
  ann.type(0, 'hello')
  expect(ann.provider.status).toMatchObject({ state: 'live', unsaved: 1 })
  await ann.provider.whenSaved()
  expect(ann.provider.status).toMatchObject({ state: 'live', unsaved: 0, transport: 'websocket' })
  await stage.converge('hello')
  bob.type(0, '> ')
  await stage.converge('> hello')
})

it('merges what both typed while the server was away', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  ann.type(0, 'ab')
  await stage.converge('ab')
  await stage.server.stop()
  await Promise.all([ann.is('connecting'), bob.is('connecting')])
  ann.type(2, 'c')
  ann.type(3, 'd')
  bob.erase(0, 1)
  expect(ann.provider.status).toMatchObject({ unsaved: 2 })
  await stage.server.start()
  await stage.converge('bcd')
  await Promise.all([ann.provider.whenSaved(), bob.provider.whenSaved()])
})

it('says that it cannot reach the server once that has lasted', async () => {
  await stage.server.stop()
  const ann = stage.peer()
  expect(ann.provider.status.state).toBe('connecting')
  await ann.is('unreachable')
  ann.type(0, 'words')
  await stage.server.start()
  await ann.is('live')
  await ann.provider.whenSaved()
  expect(stage.server.text(stage.documentId)).toBe('words')
})

it('sends nothing twice that was saved, when only the acknowledgement was lost', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.isMute = true
  ann.type(0, 'a')
  const { log } = stage.server.document(stage.documentId)
  await until(() => log.length === 1, 'the commit')
  expect(ann.provider.status.unsaved).toBe(1)
  stage.server.isMute = false
  stage.server.cut()
  await ann.provider.whenSaved()
  expect(ann.provider.status.unsaved).toBe(0)
  expect(log).toHaveLength(1)
})

it('resumes with what was missed, not with everything', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  ann.type(0, 'one')
  await stage.converge('one')
  bob.provider.disconnect()
  ann.type(3, ' two')
  await ann.provider.whenSaved()
  bob.provider.connect()
  await stage.converge('one two')
  const opens = stage.server.heard.filter(({ event }) => event === 'open')
  expect(opens.at(-1)?.message).toMatchObject({ after: 1, epoch: 'first' })
})

it('begins with a snapshot, in the answer or from its address', async () => {
  const ann = stage.peer()
  ann.type(0, 'long ago')
  await ann.provider.whenSaved()
  stage.server.compact(stage.documentId)
  ann.type(8, ', and now')
  await ann.provider.whenSaved()
  const bob = stage.peer()
  await bob.provider.whenSynced
  expect(bob.text.toString()).toBe('long ago, and now')
  stage.server.snapshotsByHttp = true
  const cid = stage.peer()
  await cid.provider.whenSynced
  expect(cid.text.toString()).toBe('long ago, and now')
})

it('opens again when its session was ended while its snapshot was on the way', async () => {
  const ann = stage.peer()
  ann.type(0, 'folded')
  await ann.provider.whenSaved()
  stage.server.compact(stage.documentId)
  stage.server.snapshotsByHttp = true
  const { promise, resolve } = Promise.withResolvers<void>()
  stage.server.snapshotsReady = promise
  const bob = stage.peer()
  await until(() => stage.server.document(stage.documentId).sessions.size === 2, 'bob to come in')
  stage.server.endSessions(stage.documentId, refuse('storage'))
  await until(() => stage.server.document(stage.documentId).sessions.size === 2, 'both to come back')
  resolve()
  await bob.is('live')
  bob.type(0, 'not lost, ')
  await bob.provider.whenSaved()
  await stage.converge('not lost, folded')
})

it('is saved, though a snapshot hides which updates it holds', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.isMute = true
  ann.type(0, 'a')
  await until(() => stage.server.document(stage.documentId).log.length === 1, 'the commit')
  stage.server.compact(stage.documentId)
  stage.server.isMute = false
  stage.server.cut()
  await ann.provider.whenSaved()
  await stage.converge('a')
})

it('finds what the fan-out lost', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  stage.server.loses = frame => frame % 3 === 0
  for (const letter of 'abcdefgh') {
    ann.type(0, letter)
    await until(() => stage.server.text(stage.documentId).startsWith(letter), 'the commit')
  }
  await stage.converge('hgfedcba')
  await ann.provider.whenSaved()
})

it('finds the last update, too, by the head', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  stage.server.loses = () => true
  ann.type(0, 'a')
  await until(() => stage.server.text(stage.documentId) === 'a', 'the commit')
  stage.server.announceHead(stage.documentId)
  await stage.converge('a')
  await ann.provider.whenSaved()
})

it('is saved, though what was missed has become a snapshot', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  stage.server.loses = () => true
  ann.type(0, 'a')
  await until(() => stage.server.text(stage.documentId) === 'a', 'the commit')
  stage.server.compact(stage.documentId)
  stage.server.loses = () => false
  stage.server.announceHead(stage.documentId)
  await stage.converge('a')
  await ann.provider.whenSaved()
})

it('sends everything that a server lacks which asks for it', async () => {
  const ann = stage.peer()
  ann.type(0, 'abc')
  await ann.provider.whenSaved()
  stage.server.document(stage.documentId).doc = new Y.Doc()
  ann.type(3, 'd')
  await ann.provider.whenSaved()
  expect(stage.server.text(stage.documentId)).toBe('abcd')
})

it('gives a restored server what its backup lacks', async () => {
  const ann = stage.peer()
  ann.type(0, 'abc')
  ann.erase(0, 1)
  await ann.provider.whenSaved()
  stage.server.replace(stage.documentId)
  stage.server.cut()
  await until(() => stage.server.text(stage.documentId) === 'bc', 'the text to be back')
  await ann.provider.whenSaved()
})

it('says that nothing can be saved, and saves as soon as it can', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const full = refuse('storage', { retryInMs: 50 })
  stage.server.refusals.push(full, full, full)
  ann.type(0, 'a')
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason: 'storage', unsaved: 1 })
  ann.type(1, 'b')
  await ann.provider.whenSaved()
  expect(stage.server.text(stage.documentId)).toBe('ab')
  const begin = ann.statuses.findIndex(({ state }) => state === 'refused')
  const end = ann.statuses.findIndex(({ unsaved }, i) => i > begin && unsaved === 0)
  expect(new Set(ann.statuses.slice(begin, end).map(({ state }) => state))).toEqual(new Set(['refused']))
  await ann.is('live')
})

it('tries once more what the server cannot read, then keeps it and says so', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  stage.server.refusals.push(refuse('malformed'), refuse('malformed'))
  ann.type(0, 'a')
  await ann.is('refused')
  await until(() => ann.provider.session !== undefined, 'the document to be open for reading')
  bob.type(0, 'b')
  await until(() => ann.text.toString().includes('b'), 'the other text')
  expect(ann.provider.status).toMatchObject({ reason: 'malformed', unsaved: 1 })
  expect(stage.server.refusals).toHaveLength(0)
  ann.provider.connect()
  await ann.provider.whenSaved()
  await stage.converge(ann.text.toString())
  await ann.is('live')
})

it('never sends what is too large, and goes on when it has been undone', async () => {
  const ann = stage.peer()
  await ann.is('live')
  ann.type(0, 'before ')
  await ann.provider.whenSaved()
  ann.type(7, 'x'.repeat(5_000_000))
  expect(ann.provider.status).toMatchObject({ state: 'refused', reason: 'too-large', unsaved: 1 })
  ann.type(0, 'still ')
  ann.erase(13, 5_000_000)
  ann.type(13, 'and after')
  await ann.provider.whenSaved()
  expect(ann.provider.status.state).toBe('live')
  await stage.converge('still before and after')
})

it('sends two large pastes one by one after a time without a server', async () => {
  const ann = stage.peer({ connect: false })
  ann.type(0, 'a'.repeat(3_000_000))
  ann.type(0, 'b'.repeat(3_000_000))
  ann.provider.connect()
  await ann.provider.whenSaved()
  expect(stage.server.text(stage.documentId)).toHaveLength(6_000_000)
})

it('becomes smaller where the server draws the line earlier', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.refusals.push(refuse('too-large'))
  ann.type(0, 'x'.repeat(1000))
  await until(() => ann.provider.status.state === 'refused', 'to be told')
  ann.erase(0, 990)
  await ann.provider.whenSaved()
  await stage.converge('x'.repeat(10))
})

it.each(['unknown-document', 'forbidden'] as const)('does not ask again after %s', async reason => {
  stage.server.refusesOpen = refuse(reason)
  const ann = stage.peer()
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason })
  expect(ann.provider.status).not.toHaveProperty('retryInMs')
  stage.server.cut()
  await until(() => stage.server.connections === 1, 'a new connection')
  expect(stage.server.heard.filter(({ event }) => event === 'open')).toHaveLength(1)
  stage.server.refusesOpen = undefined
  ann.provider.connect()
  await ann.is('live')
})

it('keeps everything when the page is too old for the server', async () => {
  stage.server.refusesConnection = refuse('client-too-old')
  const ann = stage.peer()
  ann.type(0, 'kept')
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason: 'client-too-old', unsaved: 1 })
})

it('waits for a server that is too old', async () => {
  stage.server.refusesConnection = refuse('server-too-old')
  const ann = stage.peer()
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason: 'server-too-old', retryInMs: expect.any(Number) })
  stage.server.refusesConnection = undefined
  await ann.is('live')
})

it('comes back when the server sends everybody away', async () => {
  const ann = stage.peer()
  await ann.is('live')
  stage.server.sendAway()
  await ann.is('connecting')
  await ann.is('live')
})

it('holds back what others write, and still hears that its own is saved', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  const [release, releaseAgain] = [ann.provider.hold(), ann.provider.hold()]
  bob.type(0, 'b')
  await bob.provider.whenSaved()
  ann.type(0, 'a')
  await ann.provider.whenSaved()
  expect(ann.text.toString()).toBe('a')
  release()
  release()
  expect(ann.text.toString()).toBe('a')
  releaseAgain()
  expect(ann.text.toString()).toHaveLength(2)
  await stage.converge(ann.text.toString())
})

it('sends what is typed within a frame together', async () => {
  const ann = stage.peer()
  await ann.is('live')
  for (let i = 0; i < 100; i++) ann.type(0, 'x')
  expect(ann.provider.status.unsaved).toBe(100)
  await ann.provider.whenSaved()
  // The first at once, the others with the frames that the loop took.
  expect(stage.server.document(stage.documentId).log.length).toBeLessThan(25)
})

it('brings what the document had before', async () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'from elsewhere')
  doc.getText('text').delete(0, 5)
  const ann = stage.peer({ doc })
  expect(ann.provider.status.unsaved).toBe(1)
  await ann.provider.whenSaved()
  await stage.converge('elsewhere')
})

it('says that it was not saved what is unsaved when it is destroyed', async () => {
  const ann = stage.peer({ connect: false })
  await ann.provider.whenSaved()
  ann.type(0, 'words')
  const saved = ann.provider.whenSaved()
  const destroyed = ann.provider.destroy()
  await expect(saved).rejects.toThrow(/destroyed before the server had saved/)
  await destroyed
  await expect(ann.provider.whenSaved()).rejects.toThrow(/destroyed before the server had saved/)
})

it('works with any root types', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  ann.doc.getMap('settings').set('dark', true)
  ann.doc.getArray('list').push([1, 'two', new Uint8Array([3])])
  await ann.provider.whenSaved()
  await until(() => bob.doc.getArray('list').length === 3, 'the list')
  expect(bob.doc.getMap('settings').toJSON()).toEqual({ dark: true })
})

it('goes on when a listener or an observer throws', async () => {
  const reported: unknown[] = []
  globalThis.reportError = error => reported.push(error)
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  bob.text.observe(() => {
    throw new Error('an observer')
  })
  bob.provider.on('status', () => {
    throw new Error('a listener')
  })
  ann.type(0, 'a')
  await stage.converge('a')
  ann.type(1, 'b')
  await stage.converge('ab')
  bob.provider.disconnect()
  expect(reported.map(String)).toEqual(['Error: an observer', 'Error: an observer', 'Error: a listener'])
  Reflect.deleteProperty(globalThis, 'reportError')
})

it('refuses an id or an address that is none', () => {
  expect(() => stage.peer({ documentId: 'no/id' })).toThrow(TypeError)
  expect(() => stage.peer({ url: 'nowhere' })).toThrow(TypeError)
})
