import 'fake-indexeddb/auto'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../../../e2e/support/until.ts'
import { refuse } from '../../../protocol/index.ts'
import { openStage, type Peer } from '../testing/peers.ts'
import { hasUnsaved } from '../unsaved-on-device.ts'
import { ChatProvider } from './chat-provider.ts'

const stage = openStage()

/** Somebody with the document open, and its chat. */
function talker({ user = 'g_ann', offline = true, connect = true } = {}) {
  stage.server.user = user
  const peer = stage.peer({ offline, connect })
  const chat = new ChatProvider({ provider: peer.provider, offline })
  onTestFinished(() => chat.close())
  const texts = () => chat.view.messages.map(({ text }) => text)
  const waiting = () => chat.view.outgoing.map(({ text, state }) => `${text} ${state}`)
  return { peer, chat, texts, waiting }
}
const live = ({ chat }: { chat: ChatProvider }) =>
  until(() => chat.view.state === 'live', 'the chat to be live')
const shows = ({ texts }: { texts: () => string[] }, ...words: string[]) =>
  until(() => texts().join() === words.join() || fail(texts()), `to show ${words}`)
const said = () => stage.server.chat.messages.map(({ text }) => text)
/** The page goes, and another one comes. */
async function reload(ann: { peer: Peer; chat: ChatProvider }, options: Parameters<typeof talker>[0] = {}) {
  await ann.chat.close()
  await ann.peer.provider.destroy()
  stage.peers.splice(stage.peers.indexOf(ann.peer), 1)
  return talker(options)
}

function fail(seen: unknown): never {
  throw new Error(JSON.stringify(seen))
}

it('sends what was written without a network later, in order, each once, also where answers are lost', async () => {
  const ann = talker()
  await live(ann)
  ann.peer.provider.disconnect()
  for (const text of ['one', 'two', 'three']) ann.chat.post(text)
  expect(ann.waiting()).toEqual(['one queued', 'two queued', 'three queued'])
  await until(() => ann.chat.view.outgoing.every(({ isKept }) => isKept), 'the device to have them')
  let lost = 0
  stage.server.chat.losesAnswer = text => text === 'two' && lost++ === 0
  stage.server.chat.losesNews = text => text === 'two'
  ann.peer.provider.connect()
  await until(() => lost > 0, 'the answer to be lost')
  stage.server.cut()
  await shows(ann, 'one', 'two', 'three')
  expect(said()).toEqual(['one', 'two', 'three'])
  expect(ann.waiting()).toEqual([])
  expect(await hasUnsaved(`quire/${stage.documentId}`)).toBe(false)
})

it('keeps on the device what was not sent, and sends it after a reload', async () => {
  let ann = talker()
  await live(ann)
  ann.peer.provider.disconnect()
  const words = ['a', 'b', 'c', 'd', 'e', 'f']
  for (const text of words) ann.chat.post(text)
  await until(() => ann.chat.view.outgoing.every(({ isKept }) => isKept), 'the device to have them')
  ann = await reload(ann, { connect: false })
  await ann.chat.whenLoaded
  expect(ann.waiting()).toEqual(words.map(text => `${text} queued`))
  expect(await hasUnsaved(`quire/${stage.documentId}`)).toBe(true)
  ann.peer.provider.connect()
  await ann.chat.whenSent()
  await shows(ann, ...words)
  expect(said()).toEqual(words)
})

it('sends nothing in the name of somebody else, and shows it to nobody else', async () => {
  let ann = talker()
  await live(ann)
  ann.peer.provider.disconnect()
  ann.chat.post('mine')
  await until(() => ann.chat.view.outgoing.every(({ isKept }) => isKept), 'the device to have it')
  const bob = await reload(ann, { user: 'g_bob' })
  await live(bob)
  await bob.chat.whenSent()
  expect([said(), bob.waiting()]).toEqual([[], []])
  ann = await reload(bob, { user: 'g_ann' })
  await shows(ann, 'mine')
  expect(stage.server.chat.messages[0]?.user).toBe('g_ann')
})

it('asks whoever is here what becomes of what somebody else wrote: as theirs, or not at all', async () => {
  const leave = async (ann: ReturnType<typeof talker>, text: string) => {
    await live(ann)
    ann.peer.provider.disconnect()
    ann.chat.post(text)
    await until(() => ann.chat.unsent.unkept === 0, 'the device to have it')
  }
  const ann = talker()
  await leave(ann, 'for the bin')
  let bob = await reload(ann, { user: 'g_bob' })
  await until(() => bob.chat.view.others.count === 1, 'the question')
  expect(bob.chat.unsent.waiting).toBe(0)
  bob.chat.discardOthers()
  expect(bob.chat.view.others.count).toBe(0)
  const again = await reload(bob, { user: 'g_ann' })
  await leave(again, 'hello')
  expect(said()).toEqual([])
  bob = await reload(again, { user: 'g_bob' })
  await until(() => bob.chat.view.others.count === 1, 'the question')
  bob.chat.claimOthers()
  await shows(bob, 'hello')
  expect(stage.server.chat.messages).toMatchObject([{ text: 'hello', user: 'g_bob' }])
  await bob.chat.close()
  expect(await hasUnsaved(`quire/${stage.documentId}`)).toBe(false)
})

it('goes on with what a guest wrote as the account with which they have signed in', async () => {
  let ann = talker()
  await live(ann)
  ann.peer.provider.disconnect()
  ann.chat.post('hello')
  await until(() => ann.chat.unsent.unkept === 0, 'the device to have it')
  stage.server.formerly = 'g_ann'
  onTestFinished(() => {
    stage.server.formerly = undefined
  })
  ann = await reload(ann, { user: 'u_ann' })
  await shows(ann, 'hello')
  expect(stage.server.chat.messages[0]?.user).toBe('u_ann')
})

it('says what would be gone with the page: what the device cannot keep', async () => {
  const ann = talker({ offline: false })
  await live(ann)
  ann.peer.provider.disconnect()
  ann.chat.post('hello')
  await until(() => ann.waiting()[0] === 'hello queued', 'it to wait')
  expect(ann.chat.unsent).toEqual({ waiting: 1, unkept: 1 })
  ann.peer.provider.connect()
  await until(() => ann.chat.unsent.waiting === 0, 'it to be sent')
  expect(ann.chat.unsent.unkept).toBe(0)
})

it('takes nothing for read that somebody else has read on this device', async () => {
  const ann = talker()
  await live(ann)
  stage.server.chat.say('one')
  await shows(ann, 'one')
  ann.chat.markRead()
  // Whoever goes right after reading has read it.
  const bob = await reload(ann, { user: 'g_bob' })
  await until(() => stage.server.chat.read === 1, 'the server to know of ann')
  stage.server.chat.read = 0
  await live(bob)
  expect(bob.chat.view.unread.count).toBe(1)
})

it('keeps nobody waiting where a server knows no chats', async () => {
  stage.server.chat.isAbsent = true
  const ann = talker({ offline: false })
  ann.chat.post('hello')
  await ann.chat.whenSent()
  expect(ann.waiting()).toEqual(['hello queued'])
})

it('shows at once without a network what was there the last time', async () => {
  let ann = talker()
  await live(ann)
  stage.server.chat.say('hello')
  await shows(ann, 'hello')
  ann = await reload(ann, { connect: false })
  await ann.chat.whenLoaded
  expect(ann.texts()).toEqual(['hello'])
  stage.server.chat.say('again')
  ann.peer.provider.connect()
  await shows(ann, 'hello', 'again')
})

it('asks for what it was not told of', async () => {
  const ann = talker({ offline: false })
  await live(ann)
  stage.server.chat.losesNews = text => text === 'lost'
  stage.server.chat.say('lost')
  stage.server.chat.say('heard')
  await shows(ann, 'lost', 'heard')
})

it('begins anew where the store counts from the beginning again', async () => {
  const ann = talker({ offline: false })
  await live(ann)
  stage.server.chat.say('before')
  await shows(ann, 'before')
  stage.server.chat.messages.length = 0
  stage.server.chat.revision = 0
  stage.server.chat.say('after')
  stage.server.replace(stage.documentId)
  stage.server.cut()
  await shows(ann, 'after')
})

it('waits where the server asks to, keeps what it refuses for the person, and goes on with the rest', async () => {
  const ann = talker({ offline: false })
  await live(ann)
  stage.server.chat.refusals.push(refuse('busy', { retryInMs: 10 }), undefined, refuse('too-large'))
  for (const text of ['one', 'two', 'three']) ann.chat.post(text)
  await until(() => said().includes('three'), 'the last to be said')
  await shows(ann, 'one', 'three')
  expect(ann.chat.view.outgoing).toMatchObject([{ text: 'two', state: 'refused', reason: 'too-large' }])
  const [refused] = ann.chat.view.outgoing
  ann.chat.tryAgain(refused?.id ?? '')
  await shows(ann, 'one', 'three', 'two')
})

it('sends what a viewer was refused as soon as they may speak', async () => {
  stage.server.role = 'viewer'
  const ann = talker({ offline: false })
  await live(ann)
  ann.chat.post('may I?')
  await until(() => ann.waiting()[0] === 'may I? refused', 'the refusal')
  stage.server.changeRole(stage.documentId, 'commenter')
  await shows(ann, 'may I?')
})

it('counts what others have said since one has read, and tells how far that is', async () => {
  const ann = talker({ offline: false })
  await live(ann)
  stage.server.chat.say('one')
  ann.chat.post('mine')
  await shows(ann, 'one', 'mine')
  stage.server.chat.say('two')
  await shows(ann, 'one', 'mine', 'two')
  expect(ann.chat.view.unread).toEqual({ count: 2, isMore: false })
  ann.chat.markRead()
  expect(ann.chat.view.unread.count).toBe(0)
  await until(() => stage.server.chat.read === 3, 'the server to know')
})

it('fetches the history page by page', async () => {
  for (let n = 1; n <= 70; n++) stage.server.chat.say(String(n))
  const ann = talker({ offline: false })
  await live(ann)
  expect(ann.chat.view).toMatchObject({ hasEarlier: true, unread: { count: 50, isMore: true } })
  ann.chat.loadEarlier()
  await until(() => !ann.chat.view.hasEarlier, 'the rest')
  expect(ann.texts()).toEqual(Array.from({ length: 70 }, (_, i) => String(i + 1)))
})

it('tells who is writing, for as long as they are', async () => {
  const ann = talker({ offline: false })
  const bob = talker({ offline: false, user: 'g_bob' })
  await Promise.all([live(ann), live(bob)])
  bob.chat.setTyping(true)
  await until(() => ann.chat.view.typing.some(({ user }) => user === 'g_bob'), 'bob to be writing')
  expect(bob.chat.view.typing).toEqual([])
  bob.chat.post('there')
  await until(() => ann.chat.view.typing.length === 0, 'bob to have stopped')
})

it('keeps what is written where a server knows no chats', async () => {
  stage.server.chat.isAbsent = true
  const ann = talker({ offline: false })
  await until(() => ann.chat.view.state === 'absent', 'the answer')
  ann.chat.post('hello')
  expect(ann.waiting()).toEqual(['hello queued'])
  stage.server.chat.isAbsent = false
  stage.server.cut()
  await shows(ann, 'hello')
})
