import { type Log, LogAway } from '../log/log.ts'
import { reasonOf } from '../reason-of.ts'
import type { Chat } from './chat/chat-store.ts'
import type { Neighbours } from './neighbours.ts'
import type { Journal } from './peer.ts'
import type { Room } from './room.ts'

export interface LogWatchOptions {
  log: Log
  journal: Journal
  neighbours: Neighbours
  rooms: () => Iterable<Room>
  chat?: Chat | undefined
}

const lookIntervalInMs = 1_000
/** While the other nodes tell what they write, one look in so many is enough. */
const looksSpared = 3

/** Looks into a shared log for what other nodes wrote and nobody told: one query for all open documents. */
export class LogWatch {
  readonly #options: LogWatchOptions
  readonly #looking: NodeJS.Timeout | undefined
  readonly #unsubscribe: () => void = () => {}
  #looks = 0
  #isLooking = false
  #hasFailed = false

  constructor(options: LogWatchOptions) {
    this.#options = options
    const { log, neighbours } = options
    if (!log.shared) return
    this.#looking = setInterval(() => {
      if (++this.#looks % looksSpared === 0 || !neighbours.isConnected) void this.#look()
    }, lookIntervalInMs).unref()
    // It went: what was said last may be lost. It came back: so may all that was said meanwhile.
    this.#unsubscribe = neighbours.onChange(() => void this.#look())
  }

  close(): void {
    clearInterval(this.#looking)
    this.#unsubscribe()
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const { log, journal, rooms, chat } = this.#options
    try {
      const open = new Map([...rooms()].map(room => [room.documentId, room]))
      if (open.size === 0) return
      const heads = await log.heads([...open.keys()])
      const behind = [...open].flatMap(([id, room]) => ((heads.get(id) ?? 0) > room.head ? room : []))
      await Promise.all(behind.map(room => room.catchUp()))
      const chats = (await chat?.revisions([...open.keys()])) ?? []
      for (const [id, revision] of chats) open.get(id)?.chat.found(revision)
      this.#hasFailed = false
    } catch (error) {
      const trouble = error instanceof LogAway ? { reason: reasonOf(error) } : { err: error }
      // Told once: it is looked again every second.
      if (!this.#hasFailed)
        journal.warn(trouble, 'What other nodes wrote could not be read; it is tried again.')
      this.#hasFailed = true
    } finally {
      this.#isLooking = false
    }
  }
}
