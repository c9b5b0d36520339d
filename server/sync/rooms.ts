import type { DocumentId } from '../../protocol/index.ts'
import type { Log } from '../log/log.ts'
import type { Audience, Journal } from './peer.ts'
import { Room } from './room.ts'

/** Heads are announced, quiet documents compacted and empty rooms closed in one sweep, not by a timer per document. */
const sweepIntervalInMs = 5_000

/** The documents that are open on this node. */
export class Rooms {
  readonly #log: Log
  readonly #audience: Audience
  readonly #journal: Journal
  readonly #rooms = new Map<DocumentId, Promise<Room | undefined>>()
  /** Heads at the last sweep: a document whose head stood still since then is quiet. */
  readonly #sweptHeads = new Map<DocumentId, number>()
  readonly #compactedHeads = new Map<DocumentId, number>()
  readonly #sweeping: NodeJS.Timeout

  constructor({ log, audience, journal }: { log: Log; audience: Audience; journal: Journal }) {
    this.#log = log
    this.#audience = audience
    this.#journal = journal
    this.#sweeping = setInterval(() => void this.#sweep(), sweepIntervalInMs)
    this.#sweeping.unref()
  }

  /** The document's room, opened if need be; undefined when there is no such document. */
  enter(documentId: DocumentId): Promise<Room | undefined> {
    const open = this.#rooms.get(documentId)
    if (open !== undefined) return open
    const opening = this.#open(documentId)
    this.#rooms.set(documentId, opening)
    const forget = () => {
      if (this.#rooms.get(documentId) === opening) this.#rooms.delete(documentId)
    }
    opening.then(room => room === undefined && forget(), forget)
    return opening
  }

  close(): void {
    clearInterval(this.#sweeping)
  }

  async #open(documentId: DocumentId): Promise<Room | undefined> {
    const state = await this.#log.state(documentId)
    if (state === undefined) return undefined
    this.#compactedHeads.set(documentId, state.head)
    return new Room(documentId, state, {
      log: this.#log,
      audience: this.#audience,
      onBroken: () => this.#forget(documentId),
    })
  }

  async #sweep(): Promise<void> {
    for (const [documentId, opening] of [...this.#rooms]) {
      const room = await opening.catch(() => undefined)
      if (room === undefined || room.broken) continue
      room.announceHead()
      const quiet = this.#sweptHeads.get(documentId) === room.head || room.idle
      this.#sweptHeads.set(documentId, room.head)
      if (quiet && this.#compactedHeads.get(documentId) !== room.head) {
        this.#compactedHeads.set(documentId, room.head)
        this.#compact(documentId)
      }
      if (room.idle) {
        room.close()
        this.#forget(documentId)
      }
    }
  }

  #compact(documentId: DocumentId): void {
    this.#log.compact(documentId).catch((error: unknown) => {
      this.#journal.warn({ documentId, error }, 'A document could not be compacted; its log is whole.')
    })
  }

  #forget(documentId: DocumentId): void {
    this.#rooms.delete(documentId)
    this.#sweptHeads.delete(documentId)
    this.#compactedHeads.delete(documentId)
  }
}
