import type { ChatMessage } from '../../../protocol/chat.ts'
import type { Chat, ChatState } from '../chat/chat-store.ts'

/** Chats that last as long as a test. `calls` counts whatever is asked of it. */
export interface MemoryChat extends Chat {
  readonly calls: number
  readonly messages: readonly ChatMessage[]
  readonly reads: ReadonlyMap<string, number>
}

/** Of one document. `pause` is how long each query takes. */
export function openMemoryChat(pause: () => Promise<void>): MemoryChat {
  const messages: ChatMessage[] = []
  const reads = new Map<string, number>()
  let revision = 0
  let calls = 0
  const queried = async () => {
    calls++
    await pause()
  }
  const state = (some: ChatMessage[] = messages): ChatState => ({
    revision,
    head: messages.length,
    messages: structuredClone(some),
  })
  return {
    messages,
    reads,
    get calls() {
      return calls
    },
    page: async (_, before = Number.POSITIVE_INFINITY) => {
      await queried()
      return state(messages.filter(({ n }) => n < before).slice(-50))
    },
    since: async (_, after) => {
      await queried()
      return after > revision ? undefined : state(messages.filter(message => message.revision > after))
    },
    post: async ({ id, text, by: { user, name, color } }) => {
      await queried()
      const known = messages.find(message => message.id === id)
      if (known !== undefined) return { message: structuredClone(known), isNew: false }
      const n = messages.length + 1
      const said = { n, revision: ++revision, id, name, color, text, at: 1, reactions: [] }
      const message: ChatMessage = { ...said, ...(user !== undefined && { user }) }
      messages.push(message)
      return { message: structuredClone(message), isNew: true }
    },
    react: async ({ n, emoji }, by) => {
      await queried()
      const message = messages.find(each => each.n === n)
      if (message === undefined) return undefined
      message.reactions.push({ emoji, people: [by] })
      message.revision = ++revision
      return state([message])
    },
    read: async (_, user) => {
      await queried()
      return reads.get(user) ?? 0
    },
    noteRead: async (_, user, n) => {
      await queried()
      reads.set(user, n)
    },
    revisions: async ids => {
      await pause()
      return new Map(ids.map(id => [id, revision]))
    },
  }
}
