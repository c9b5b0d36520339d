import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DocumentId, Seq } from '../../protocol/index.ts'
import type { Log } from '../log/log.ts'
import type { Chat } from './chat/chat-store.ts'
import { LogWatch } from './log-watch.ts'
import { type Neighbours, type NodeId, noNeighbours } from './neighbours.ts'
import type { Audience, Journal } from './peer.ts'
import { Room } from './room.ts'
import { within } from './within.ts'

/** Heads are announced, quiet documents compacted and empty rooms closed in one sweep, not by a timer per document. */
const sweepIntervalInMs = 5_000
/** A document opens without what other nodes know of it, when they take longer. It comes later, then. */
const neighboursWithinMs = 300

const roomsInOneTurn = 50

export interface RoomsOptions {
  log: Log
  audience: Audience
  journal: Journal
  neighbours?: Neighbours | undefined
  /** Looked into for what other nodes have put there. */
  chat?: Chat | undefined
}

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
  readonly #neighbours: Neighbours
  readonly #opening = new Map<DocumentId, Promise<Room | undefined>>()
  readonly #open = new Map<DocumentId, Swept>()
  readonly #sweeping: NodeJS.Timeout
  readonly #watch: LogWatch
  readonly #unsubscribe: (() => void)[]
  #sweeps = 0

  constructor({ log, audience, journal, neighbours = noNeighbours, chat }: RoomsOptions) {
    this.#log = log
    this.#audience = audience
    this.#journal = journal
    this.#neighbours = neighbours
    this.#sweeping = setInterval(() => this.#sweep(), sweepIntervalInMs)
    this.#sweeping.unref()
    this.#watch = new LogWatch({ log, journal, neighbours, rooms: () => this.#rooms(), chat })
    this.#unsubscribe = [
      neighbours.onGone(node => {
        for (const room of this.#rooms()) room.gone(node)
      }),
      neighbours.onChange(isConnected => {
        if (isConnected) void this.#inPieces(room => void room.meet())
      }),
    ]
  }

  /** The document's room, opened if need be; undefined when there is no such document. A room without anybody is closed
   *  at the next sweep: sit down as soon as this resolves. */
  enter(documentId: DocumentId): Promise<Room | undefined> {
    const known = this.#opening.get(documentId)
    if (known !== undefined) return known
    const open = this.#open.get(documentId)
    if (open !== undefined) return Promise.resolve(open.room)
    const opening = this.#openRoom(documentId).finally(() => this.#opening.delete(documentId))
    this.#opening.set(documentId, opening)
    return opening
  }

  close(): void {
    clearInterval(this.#sweeping)
    this.#watch.close()
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    for (const room of this.#rooms()) room.closing()
  }

  *#rooms(): Iterable<Room> {
    for (const [documentId, { room }] of [...this.#open]) {
      // It may have been closed since the one before was given.
      if (this.#open.get(documentId)?.room === room) yield room
    }
  }

  async #openRoom(documentId: DocumentId): Promise<Room | undefined> {
    const early: [Uint8Array, NodeId][] = []
    let hear: (message: Uint8Array, from: NodeId) => void = (...said) => void early.push(said)
    const channel = this.#neighbours.enter(documentId, (message, from) => hear(message, from))
    try {
      // Listens before the log is read: what other nodes commit in between would otherwise be in neither.
      let isHeard = false
      const active = channel.active.then(() => {
        isHeard = true
      })
      if (this.#neighbours.isConnected) await within(neighboursWithinMs, active)
      const state = await this.#log.state(documentId)
      if (state === undefined) {
        channel.leave()
        return undefined
      }
      const room = new Room(documentId, state, {
        log: this.#log,
        audience: this.#audience,
        journal: this.#journal,
        channel,
        onBroken: () => this.#broke(room),
      })
      hear = (message, from) => this.#hear(room, message, from)
      for (const [message, from] of early) hear(message, from)
      // Before the others answer: one of them may die meanwhile.
      this.#open.set(documentId, { room })
      if (isHeard) await within(neighboursWithinMs, room.meet())
      else void active.then(() => this.#heardLate(room))
      return room
    } catch (error) {
      channel.leave()
      throw error
    }
  }

  #heardLate(room: Room): void {
    void room.meet()
    room.catchUp().catch((err: unknown) => {
      this.#journal.warn(
        { documentId: room.documentId, err },
        'What other nodes wrote could not be read yet.',
      )
    })
  }

  #hear(room: Room, message: Uint8Array, from: NodeId): void {
    try {
      room.hear(message, from)
    } catch (err) {
      this.#journal.error({ documentId: room.documentId, from, err }, "A node's message could not be served.")
    }
  }

  #broke(room: Room): void {
    if (this.#open.get(room.documentId)?.room === room) this.#open.delete(room.documentId)
  }

  #sweep(): void {
    const isAttendanceDue = this.#neighbours.isConnected && ++this.#sweeps % 2 === 0
    for (const [documentId, swept] of [...this.#open]) {
      const { room } = swept
      room.announceHead()
      room.announceSize()
      const quiet = swept.head === room.head || room.idle
      swept.head = room.head
      // Also where nobody wrote: an earlier process may have ended before it came to it.
      if (quiet && swept.compactedHead !== room.head) {
        swept.compactedHead = room.head
        this.#compact(documentId)
      }
      if (room.idle && !this.#opening.has(documentId)) {
        room.close()
        this.#open.delete(documentId)
      }
    }
    if (isAttendanceDue) void this.#inPieces(room => room.announceAttendance())
  }

  /** For what is said about each of what may be thousands of documents: others want their turn, too. */
  async #inPieces(say: (room: Room) => void): Promise<void> {
    let said = 0
    for (const room of this.#rooms()) {
      say(room)
      if (++said % roomsInOneTurn === 0) await nextTurn()
    }
  }

  #compact(documentId: DocumentId): void {
    this.#log.compact(documentId).catch((err: unknown) => {
      this.#journal.warn({ documentId, err }, 'A document could not be compacted; its log is whole.')
    })
  }
}
