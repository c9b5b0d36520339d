import {
  type DocumentId,
  decodeUpdates,
  type Participant,
  type Refusal,
  type Seq,
} from '../../protocol/index.ts'
import type { Writer } from '../log/authors.ts'
import type { DocumentState, Log } from '../log/log.ts'
import { RoomChat } from './chat/room-chat.ts'
import { Gathering } from './gathering.ts'
import { Intake } from './intake.ts'
import { LogFollower } from './log-follower.ts'
import { Neighbourhood } from './neighbourhood.ts'
import type { Channel, NodeId } from './neighbours.ts'
import type { Audience, Journal, Peer } from './peer.ts'
import { decodeRoomMessage, type RoomMessage } from './room-messages.ts'
import { RoomNews } from './room-news.ts'

/** Of what a document may hold. There is time left then to go on in another one. */
const warnedShare = 0.8

/** A session's place in a room. Whose words its updates are: see `authorOf`. */
export interface Seat extends Writer {
  readonly peer: Peer
  /** The room has ended the session. */
  refused(refusal: Refusal): void
}

export interface RoomOptions {
  log: Log
  audience: Audience
  channel: Channel
  journal: Journal
  onBroken: () => void
}

/**
 * An open document on this node: its place in the log, its clocks, who is here. No Y.Doc: updates pass through as bytes.
 * Gate, append, and only after the commit the fan-out and the acknowledgement, which are the same frame.
 */
export class Room {
  readonly documentId: DocumentId
  readonly chat: RoomChat
  readonly #options: RoomOptions
  readonly #follower: LogFollower
  readonly #intake: Intake
  readonly #neighbourhood: Neighbourhood
  readonly #gathering: Gathering
  readonly #news: RoomNews
  readonly #seats = new Map<number, Seat>()
  #held = 0
  #announced: Seq
  #announcedSize = 0

  constructor(documentId: DocumentId, state: DocumentState, options: RoomOptions) {
    this.documentId = documentId
    this.#options = options
    this.#announced = state.head
    this.#follower = new LogFollower(documentId, state, {
      log: options.log,
      found: updates => this.#news.found(updates),
      // Clients ask for what they miss.
      skipped: () => this.announceHead(),
      failed: error => this.#failed(error),
    })
    this.#intake = new Intake({
      documentId,
      log: options.log,
      follower: this.#follower,
      people: () => this.#seats.size,
      committed: update => this.#committed(update),
      repeated: name => this.#news.acknowledge({ seq: 0, ...name }),
      refused: (session, refusal) => this.#seats.get(session)?.refused(refusal),
      broke: refusal => this.#break(refusal),
    })
    this.#neighbourhood = new Neighbourhood(options.channel)
    const { audience } = options
    this.#gathering = new Gathering({ documentId, audience, neighbourhood: this.#neighbourhood })
    this.#news = new RoomNews({
      documentId,
      audience,
      neighbourhood: this.#neighbourhood,
      senderOf: session => this.#seats.get(session)?.peer,
    })
    this.chat = new RoomChat({
      documentId,
      audience,
      neighbourhood: this.#neighbourhood,
      peersOf: author =>
        [...this.#seats.values()].filter(seat => seat.author === author).map(({ peer }) => peer),
    })
  }

  /** Everything up to here is known. */
  get head(): Seq {
    return this.#follower.head
  }

  /** Nobody is here, nothing is on its way to the disk, and nothing waits for its turn. */
  get idle(): boolean {
    return this.#seats.size === 0 && this.#held === 0 && this.#intake.idle
  }

  get participants(): Participant[] {
    return this.#gathering.participants
  }

  /** A Yjs state vector of all that was admitted. */
  stateVector(): Uint8Array {
    return this.#follower.stateVector()
  }

  awareness(): Uint8Array {
    return this.#gathering.awareness()
  }

  /** Numbers are random, so that two nodes do not give the same one; 0 means "not known". */
  freeSession(): number {
    for (;;) {
      const [session = 0] = crypto.getRandomValues(new Uint32Array(1))
      if (session !== 0 && !this.#gathering.has(session)) return session
    }
  }

  /** Whether that session goes on, on whichever node. */
  isHere(session: number): boolean {
    return this.#gathering.has(session)
  }

  /** Whether somebody else is seen under this awareness ID. */
  isTaken(awarenessId: number, by: Pick<Writer, 'author' | 'formerly'>): boolean {
    return this.#gathering.isTaken(awarenessId, by)
  }

  sit(seat: Seat, participant: Participant): void {
    this.#seats.set(seat.session, seat)
    this.#gathering.join(participant, seat)
  }

  leave(session: number): void {
    this.#seats.delete(session)
    this.#gathering.leave(session)
  }

  /** Somebody is called otherwise, or may do more or less. */
  change(session: number, changes: Partial<Pick<Participant, 'profile' | 'role'>>): void {
    this.#gathering.change(session, changes)
  }

  /** @throws {ProtocolError} for a state that is not the session's own */
  showAwareness(session: number, update: Uint8Array): void {
    this.#gathering.show(session, update)
  }

  /** Something waits to be submitted, also of who has left. Returns what is to be called when it does not any more. */
  hold(): () => void {
    this.#held++
    return () => {
      this.#held--
    }
  }

  /** Takes an update to the log, or gives the reason why not. Acknowledged by the room's frame after the commit. */
  submit(writer: Seat, n: number, update: Uint8Array): Refusal | undefined {
    return this.#intake.submit({ writer, n, update })
  }

  /** Resolves when everything is known here that the log holds now. Rejects as the log does. */
  catchUp(): Promise<void> {
    return this.#follower.catchUp()
  }

  /** The other nodes can be reached, for the first time or again. Resolves when it is known who is there, or it cannot be. */
  meet(): Promise<void> {
    // Whoever came before this was announced to nobody.
    if (this.#seats.size > 0) void this.#neighbourhood.tellAnyway(this.#attendance())
    return this.#neighbourhood.meet()
  }

  /** Another node has something to say about this document.  @throws {ProtocolError} */
  hear(bytes: Uint8Array, from: NodeId): void {
    const message = decodeRoomMessage(bytes)
    if (message === undefined) return
    switch (message.type) {
      case 'updates':
        this.#heardUpdates(message.frame)
        break
      case 'head':
        this.#follower.fetch(message.head)
        break
      case 'ask':
        this.#neighbourhood.asked()
        this.#neighbourhood.answer(from, this.#attendance())
        break
      case 'attendance':
        this.#follower.announce(message.attendance.head)
        this.#gathering.attend(from, message.attendance)
        this.#neighbourhood.answered(from)
        break
      case 'changes':
        this.#gathering.follow(from, message.changes)
        break
      case 'chat':
        this.chat.heard(message.news)
        break
      case 'chatRead':
        this.chat.heardRead(message.by)
        break
    }
  }

  /** Another node is no more. */
  gone(node: NodeId): void {
    this.#gathering.gone(node)
  }

  /** Tells the other nodes who is here, every so often: what they missed of it is mended so. */
  announceAttendance(): void {
    this.#gathering.missTheSilent()
    void this.#neighbourhood.tellAnyway(this.#attendance())
  }

  /** Tells everybody the head if it moved since the last time, so that who missed an update finds out. */
  announceHead(): void {
    const head = this.#follower.newest
    if (this.#announced === head) return
    this.#announced = head
    this.#news.head(head)
  }

  /** How full the document is, where that is worth a warning. */
  get size(): number | undefined {
    const { share } = this.#follower.gate
    return share < warnedShare ? undefined : share
  }

  #committed(update: Parameters<RoomNews['committed']>[0]): void {
    this.#news.committed(update)
    // At the next sweep much of what is left may be gone.
    if (this.#announcedSize === 0 && this.size !== undefined) this.announceSize()
  }

  /** Warns everybody of a document that comes near a limit, and takes it back. */
  announceSize(): void {
    const share = this.size ?? 0
    if (Math.abs(share - this.#announcedSize) < 0.01) return
    this.#announcedSize = share
    this.#options.audience.of(this.documentId).emit('size', { documentId: this.documentId, share })
  }

  /** This node comes to its end: what was submitted goes to the log at once, and whoever leaves is gone at once. */
  closing(): void {
    this.#intake.flush()
    this.#gathering.closing()
  }

  close(): void {
    this.#gathering.close()
    this.#follower.close()
    this.#neighbourhood.tell(this.#attendance())
    this.#neighbourhood.leave()
  }

  #heardUpdates(frame: Uint8Array): void {
    const { updates } = decodeUpdates(frame)
    const unseen = this.#follower.learn(updates)
    if (unseen.length < updates.length) this.#news.found(unseen)
    else this.#news.heard(frame)
  }

  #attendance(): RoomMessage {
    return {
      type: 'attendance',
      attendance: { head: this.#follower.newest, ...this.#gathering.attendance() },
    }
  }

  #failed(err: unknown): void {
    this.#options.journal.warn(
      { documentId: this.documentId, err },
      'What other nodes wrote could not be read; it is tried again.',
    )
  }

  /** Everybody opens again, on a new room. */
  #break(refusal: Refusal): void {
    this.#options.onBroken()
    for (const seat of [...this.#seats.values()]) seat.refused(refusal)
    this.close()
  }
}
