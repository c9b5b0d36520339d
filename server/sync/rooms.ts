import type { DocumentId, Seq } from '../../protocol/index.ts'
import type { Log } from '../log/log.ts'
import type { Audience, Journal } from './peer.ts'
import { Room } from './room.ts'

/** Heads are announced, quiet documents compacted and empty rooms closed in one sweep, not by a timer per document. */
const sweepIntervalInMs = 5_000

/** A room, and how it stood at earlier sweeps. */
interface Swept {
  readonly room: Room
  /** A document whose head has stood still since the last sweep is quiet. */
  head?: Seq
  compactedHead?: Seq
}

/** The documents that are open on this node. */
export class Rooms {
  readonly #log: Log
  readonly #audience: Audience
  readonly #journal: Journal
  readonly #opening = new Map<DocumentId, Promise<Room | undefined>>()
  readonly #open = new Map<DocumentId, Swept>()
  readonly #sweeping: NodeJS.Timeout

  constructor({ log, audience, journal }: { log: Log; audience: Audience; journal: Journal }) {
    this.#log = log
    this.#audience = audience
    this.#journal = journal
    this.#sweeping = setInterval(() => this.#sweep(), sweepIntervalInMs)
    this.#sweeping.unref()
  }

  /** The document's room, opened if need be; undefined when there is no such document. A room without anybody is closed
   *  at the next sweep: sit down as soon as this resolves. */
  enter(documentId: DocumentId): Promise<Room | undefined> {
    const open = this.#open.get(documentId)
    if (open !== undefined) return Promise.resolve(open.room)
    const known = this.#opening.get(documentId)
    if (known !== undefined) return known
    const opening = this.#openRoom(documentId)
    this.#opening.set(documentId, opening)
    return opening
  }

  close(): void {
    clearInterval(this.#sweeping)
  }

  async #openRoom(documentId: DocumentId): Promise<Room | undefined> {
    try {
      const state = await this.#log.state(documentId)
      if (state === undefined) return undefined
      const room = new Room(documentId, state, {
        log: this.#log,
        audience: this.#audience,
        onBroken: () => this.#open.delete(documentId),
      })
      this.#open.set(documentId, { room })
      return room
    } finally {
      this.#opening.delete(documentId)
    }
  }

  #sweep(): void {
    for (const [documentId, swept] of [...this.#open]) {
      const { room } = swept
      room.announceHead()
      const quiet = swept.head === room.head || room.idle
      swept.head = room.head
      // Also where nobody wrote: an earlier process may have ended before it came to it.
      if (quiet && swept.compactedHead !== room.head) {
        swept.compactedHead = room.head
        this.#compact(documentId)
      }
      if (room.idle) {
        room.close()
        this.#open.delete(documentId)
      }
    }
  }

  #compact(documentId: DocumentId): void {
    this.#log.compact(documentId).catch((err: unknown) => {
      this.#journal.warn({ documentId, err }, 'A document could not be compacted; its log is whole.')
    })
  }
}
