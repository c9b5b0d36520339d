import { expect, it } from 'vitest'
import type { ChatMessage } from '../../../protocol/chat.ts'
import { ChatList } from './chat-list.ts'

const message = (n: number, revision = n, more: Partial<ChatMessage> = {}): ChatMessage => ({
  n,
  revision,
  id: `message-${n}`,
  name: 'Ann',
  color: '#336699',
  text: String(n),
  at: n,
  reactions: [],
  ...more,
})
const news = (revision: number, n = revision) => ({ revision, messages: [message(n, revision)] })
const places = (list: ChatList) => list.messages.map(({ n }) => n)

it('has every message once and in order, in whatever order they are heard of', () => {
  const list = new ChatList()
  list.begin({ revision: 2, head: 2, messages: [message(1), message(2)] })
  for (const each of [news(4), news(4), news(3), news(5)]) list.hear(each)
  expect(places(list)).toEqual([1, 2, 3, 4, 5])
  expect(list).toMatchObject({ revision: 5, lacksSome: false })
})

it('knows that it lacks what it has only heard of', () => {
  const list = new ChatList()
  list.begin({ revision: 1, head: 1, messages: [message(1)] })
  list.hear(news(3))
  expect(list).toMatchObject({ revision: 1, lacksSome: true })
  list.follow({ revision: 3, messages: [message(2), message(3)] })
  expect(list).toMatchObject({ revision: 3, lacksSome: false })
  list.hear({ revision: 4, messages: [] })
  expect(list.lacksSome).toBe(true)
})

it('keeps the newer form of a message, whichever comes last', () => {
  const list = new ChatList()
  list.begin({ revision: 1, head: 1, messages: [message(1)] })
  const liked = { reactions: [{ emoji: '👍', people: [{ user: 'g_bob', name: 'Bob' }] }] }
  list.hear({ revision: 3, messages: [message(1, 3)] })
  list.hear({ revision: 2, messages: [message(1, 2, liked)] })
  expect(list.messages).toEqual([message(1, 3)])
  expect(list.lacksSome).toBe(false)
})

it('takes what changes in the history for heard, and shows it when it is asked for', () => {
  const list = new ChatList()
  list.begin({ revision: 60, head: 60, messages: [message(59), message(60)] })
  list.hear(news(61, 3))
  expect(places(list)).toEqual([59, 60])
  expect(list).toMatchObject({ revision: 61, lacksSome: false, hasEarlier: true })
  list.precede({ messages: Array.from({ length: 58 }, (_, i) => message(i + 1)) })
  expect(places(list)).toHaveLength(60)
  expect(list.hasEarlier).toBe(false)
})
