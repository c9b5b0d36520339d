import { openApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { openLog } from '../../server/log/open-log.ts'
import type { StoredLog } from '../../server/log/tables.ts'
import { type Chat, ChatStore } from '../../server/sync/chat/chat-store.ts'

/** How much later than it says this server's log commits. */
const latenessInMs = Number(process.env.LATENESS_IN_MS ?? 100)

/**
 * A server that lies: it acknowledges an update, or a message of a chat, before it is in the log. The control of the tests of
 * durability, which must find it out; a test that cannot fail shows nothing.
 */
await openApp(readConfig(process.env), {
  onFatal: error => {
    throw error
  },
  openLog: async options => early(await openLog(options)),
  openChat: tables => earlyChat(new ChatStore(tables)),
})

function early(log: StoredLog): StoredLog {
  const heads = new Map<string, number>()
  const append: StoredLog['append'] = async (documentId, update) => {
    const known = heads.get(documentId) ?? (await log.state(documentId))?.head ?? 0
    const seq = Math.max(known, heads.get(documentId) ?? 0) + 1
    heads.set(documentId, seq)
    // What it was let in with does not hold any more by then: a liar asks nobody.
    setTimeout(() => void log.append(documentId, { ...update, writes: undefined }), latenessInMs)
    return seq
  }
  return instead(log, { append })
}

function earlyChat(chat: Chat): Chat {
  const states = new Map<string, { head: number; revision: number }>()
  const post: Chat['post'] = async post => {
    const { documentId, id, text, by } = post
    const known = await chat.page(documentId)
    const { head, revision } = states.get(documentId) ?? known
    const [n, newest] = [head + 1, revision + 1]
    states.set(documentId, { head: n, revision: newest })
    setTimeout(() => void chat.post(post), latenessInMs)
    const { name, color } = by
    const said = { n, revision: newest, id, name, color, text, at: Date.now(), reactions: [] }
    return { message: said, isNew: true }
  }
  return instead(chat, { post })
}

function instead<T extends object>(truth: T, lies: Partial<T>): T {
  return new Proxy(truth, {
    get: (target, key) => {
      if (key in lies) return Reflect.get(lies, key)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
