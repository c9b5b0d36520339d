import * as v from 'valibot'
import { chatMessageSchema } from '../../../protocol/chat.ts'
import { chatPrefix, customStore, databasePrefix, openDatabase, startingWith } from '../device-database.ts'

const queuedSchema = v.object({
  id: v.string(),
  text: v.string(),
  /** Whose words it is; left out where the server had not said who that is. */
  user: v.optional(v.string()),
  /** What they were called. */
  name: v.optional(v.string()),
  writtenAt: v.number(),
})
/** A message that no server has, as the device keeps it. */
export type Queued = v.InferOutput<typeof queuedSchema>

const readSchema = v.object({
  /** Who has read so far. */
  user: v.optional(v.string()),
  epoch: v.string(),
  revision: v.number(),
  read: v.number(),
  messages: v.array(chatMessageSchema),
})
/** What one reads without a network: the newest messages, as they were. */
export type KeptChat = v.InferOutput<typeof readSchema>

const keptKey = 'quire/chatted'

/** A document's chat on the device, beside the document's own copy: whatever takes that away takes this. */
export class ChatDevice {
  readonly #database: Promise<IDBDatabase> | undefined
  /** One after the other: a message must not be forgotten before it is kept. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(documentId: string, isWanted: boolean) {
    if (isWanted && typeof indexedDB !== 'undefined')
      this.#database = openDatabase(databasePrefix + documentId)
    // Whoever writes is told.
    this.#database?.catch(() => {})
  }

  /** What earlier pages, or other tabs, have left, in the order of their writing. Nothing where there is no storage for us. */
  async load(): Promise<{ queued: Queued[]; kept: KeptChat | undefined }> {
    try {
      const [queued, kept] = await this.#in('readonly', store => [
        store.getAll(startingWith(chatPrefix)),
        store.get(keptKey),
      ])
      const all: unknown[] = queued?.result ?? []
      return {
        queued: all.filter(each => v.is(queuedSchema, each)).sort((a, b) => a.writtenAt - b.writtenAt),
        kept: v.is(readSchema, kept?.result) ? kept.result : undefined,
      }
    } catch {
      // A private window, or a full disk: each message says that it is not kept.
      return { queued: [], kept: undefined }
    }
  }

  /** True once it is written; false where it cannot be. */
  async keep(queued: Queued): Promise<boolean> {
    return this.#write(store => store.put(queued, chatPrefix + queued.id))
  }

  forget(id: string): void {
    void this.#write(store => store.delete(chatPrefix + id))
  }

  keepRead(chat: KeptChat): void {
    void this.#write(store => store.put(chat, keptKey))
  }

  async close(): Promise<void> {
    await this.#last
    const [opened] = await Promise.allSettled([this.#database])
    if (opened.status === 'fulfilled') opened.value?.close()
  }

  async #write(write: (store: IDBObjectStore) => IDBRequest): Promise<boolean> {
    const written = this.#last.then(async () => {
      try {
        await this.#in('readwrite', store => [write(store)])
        return true
      } catch {
        return false
      }
    })
    this.#last = written
    return written
  }

  async #in(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest[]): Promise<IDBRequest[]> {
    const database = await this.#database
    if (database === undefined) throw new Error('there is no storage')
    const transaction = database.transaction([customStore], mode)
    const requests = ask(transaction.objectStore(customStore))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    return requests
  }
}
