import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ServerToClient } from '../../../protocol/index.ts'
import { documentId, openStage, type TestNode } from '../testing/stage.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

async function settled<T>(promise: Promise<T>): Promise<T> {
  await Promise.all([promise, pass(50)])
  return promise
}

let windows = 0

/** A window of somebody's, with the document open, and what it has heard of the chat. */
async function talkerAt(node: TestNode, name: string) {
  const news: Parameters<ServerToClient['chat']>[0][] = []
  const reads: number[] = []
  const conversation = node.connect({
    id: name,
    emit: (event, ...[message]) => {
      if (event === 'chat') news.push(message as (typeof news)[number])
      if (event === 'chatRead') reads.push((message as { n: number }).n)
    },
  })
  await settled(conversation.open({ documentId, after: 0, awarenessId: ++windows }))
  const say = (text: string, id = `message-of-${name}-${text}`) =>
    settled(conversation.chat.post({ documentId, id, text }))
  const texts = () => news.flatMap(({ messages }) => messages.map(({ text }) => text))
  return { chat: conversation.chat, news, reads, say, texts }
}

async function threeOnTwoNodes() {
  const stage = openStage()
  const [here, there] = [stage.node('here'), stage.node('there')]
  const ann = await talkerAt(here, 'g_ann')
  const bob = await talkerAt(there, 'g_bob')
  const bobAgain = await talkerAt(here, 'g_bob')
  await pass(50)
  return { stage, here, there, ann, bob, bobAgain }
}

it('tells everybody on all nodes what somebody said, as the server knows them, once it is durable', async () => {
  const { ann, bob, bobAgain } = await threeOnTwoNodes()
  const answer = await ann.say('hello')
  expect(answer).toMatchObject({ ok: true, message: { n: 1, user: 'g_ann', name: 'g_ann', text: 'hello' } })
  await pass(50)
  for (const { news } of [ann, bob, bobAgain])
    expect(news).toEqual([{ documentId, revision: 1, messages: [expect.objectContaining({ n: 1 })] }])
})

it('answers a message that is sent again as the first time', async () => {
  const { stage, ann, bob } = await threeOnTwoNodes()
  const first = await ann.say('hello')
  expect(await ann.say('hello')).toEqual(first)
  await bob.say('yes')
  expect(stage.chat.messages.map(({ text }) => text)).toEqual(['hello', 'yes'])
})

it('lets a client know of what was lost between nodes', async () => {
  const { stage, ann, bob } = await threeOnTwoNodes()
  stage.wire.loses = () => true
  await ann.say('hello')
  await pass(4_000)
  expect(bob.texts()).toEqual([])
  expect(bob.news.at(-1)).toEqual({ documentId, revision: 1, messages: [] })
  expect(await settled(bob.chat.since({ documentId, after: 0 }))).toMatchObject({
    ok: true,
    revision: 1,
    messages: [{ text: 'hello' }],
  })
})

it('tells a person’s other windows, on all nodes, up to where they have read, and nobody else', async () => {
  const { stage, ann, bob, bobAgain } = await threeOnTwoNodes()
  await ann.say('hello')
  bob.chat.read({ documentId, n: 1 })
  await pass(100)
  expect([ann.reads, bob.reads, bobAgain.reads]).toEqual([[], [], [1]])
  expect(stage.chat.reads.get('g_bob')).toBe(1)
  expect(await settled(bob.chat.page({ documentId }))).toMatchObject({ read: 1 })
  expect(await settled(ann.chat.page({ documentId }))).toMatchObject({ read: 0 })
})

it('takes nothing while nobody knows whether the right to say it still holds', async () => {
  const { stage, here, ann } = await threeOnTwoNodes()
  here.isBlind = true
  expect(await ann.say('hello')).toMatchObject({ ok: false, reason: 'storage', retryInMs: 200 })
  expect(stage.chat.messages).toEqual([])
  here.isBlind = false
  expect(await ann.say('hello')).toMatchObject({ ok: true })
})

it('takes what no database would, so that nothing behind it waits for good', async () => {
  const { ann } = await threeOnTwoNodes()
  expect(await ann.say('a\0b', 'a-message-of-anns')).toMatchObject({ ok: true, message: { text: 'ab' } })
  const post = { documentId, id: 'another-of-anns-', text: ' \0 ' }
  expect(await settled(ann.chat.post(post))).toMatchObject({ ok: false, reason: 'malformed' })
})

it.each([
  ['without a word', { text: '   ' }],
  ['that is too long', { text: 'a'.repeat(4_001) }],
  ['with an id that is none', { text: 'a', id: 'short' }],
])('refuses a message %s', async (_, wrong) => {
  const { stage, ann } = await threeOnTwoNodes()
  const post = { documentId, id: 'a-message-of-anns', ...wrong }
  expect(await settled(ann.chat.post(post))).toMatchObject({ ok: false, reason: 'malformed' })
  expect(stage.chat.messages).toEqual([])
})

it.each(['a', '1', '👍a', '<b>', '', '👍'.repeat(20)])('takes no “%s” for an emoji', async emoji => {
  const { ann } = await threeOnTwoNodes()
  await ann.say('hello')
  const react = { documentId, n: 1, emoji, isOn: true }
  expect(await settled(ann.chat.react(react))).toMatchObject({ ok: false, reason: 'malformed' })
})

it.each(['👍', '❤️', '🇰🇷', '👩‍💻', '👍🏽', '1️⃣'])('takes %s for an emoji, and tells everybody', async emoji => {
  const { ann, bob } = await threeOnTwoNodes()
  await ann.say('hello')
  const react = { documentId, n: 1, emoji, isOn: true }
  expect(await settled(bob.chat.react(react))).toEqual({ ok: true })
  await pass(50)
  const reactions = [{ emoji, people: [{ user: 'g_bob', name: 'g_bob' }] }]
  expect(ann.news.at(-1)).toMatchObject({ revision: 2, messages: [{ reactions }] })
})
