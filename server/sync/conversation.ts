import {
  type DocumentId,
  decode,
  decodeAwareness,
  decodeUpdate,
  documentIdSchema,
  type MissedAnswer,
  maxOpenDocuments,
  missedSchema,
  type OpenAnswer,
  openSchema,
  type Participant,
  type Profile,
  profileSchema,
  type Refusal,
  refuse,
  type Seq,
} from '../../protocol/index.ts'
import { type ConnectionLimits, unlimited } from '../access/limits.ts'
import { roleOf } from '../access/role-of.ts'
import type { Log } from '../log/log.ts'
import { Complaints } from './complaints.ts'
import type { Journal, Peer } from './peer.ts'
import { readMissing } from './read-missing.ts'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'

interface Session {
  readonly room: Room
  readonly session: number
  readonly participant: Participant
}

/** Not this `open`, then: the client may ask again at once. */
const overtaken = refuse('busy', { retryInMs: 0 })

/**
 * All that one connection says about its documents: a session for each that it has open.
 * Every method takes what came over the wire as `unknown`, and never throws.
 */
export class Conversation {
  readonly #peer: Peer
  readonly #rooms: Rooms
  readonly #log: Log
  readonly #journal: Journal
  readonly #limits: ConnectionLimits
  readonly #sessions = new Map<DocumentId, Session>()
  /** The newest `open` of each document whose session has not begun. */
  readonly #opening = new Map<DocumentId, symbol>()
  /** Documents whose session we ended: what the client had sent before it knew is dropped without another word. */
  readonly #refused = new Set<DocumentId>()
  readonly #complaints: Complaints
  #profile: Profile
  #ended = false

  constructor(
    peer: Peer,
    profile: Profile,
    {
      rooms,
      log,
      journal,
      limits = unlimited,
    }: { rooms: Rooms; log: Log; journal: Journal; limits?: ConnectionLimits },
  ) {
    this.#peer = peer
    this.#profile = profile
    this.#rooms = rooms
    this.#log = log
    this.#journal = journal
    this.#limits = limits
    this.#complaints = new Complaints(peer, journal)
  }

  async open(raw: unknown): Promise<OpenAnswer> {
    return this.#complaints.answer('open', async () => {
      const { documentId, after, epoch, awarenessId } = decode(openSchema, raw)
      this.close(documentId)
      const refusal = this.#limits.open()
      if (refusal !== undefined) return refusal
      if (this.#sessions.size + this.#opening.size >= maxOpenDocuments) {
        return refuse('busy', { detail: `more than ${maxOpenDocuments} documents on one connection` })
      }
      const session = await this.#begin(documentId, awarenessId)
      if ('reason' in session) return session
      try {
        const known = epoch === undefined || epoch === this.#log.epoch
        return await this.#welcome(session, known ? after : 0)
      } catch (error) {
        // To the client it has never been open.
        if (this.#sessions.get(documentId) === session) this.close(documentId)
        throw error
      }
    })
  }

  async missed(raw: unknown): Promise<MissedAnswer> {
    return this.#complaints.answer('missed', async () => {
      const { documentId, after } = decode(missedSchema, raw)
      const refusal = this.#limits.open()
      if (refusal !== undefined) return refusal
      if (!this.#sessions.has(documentId)) return refuse('not-open')
      return { ok: true, ...(await readMissing(this.#log, documentId, after)) }
    })
  }

  update(raw: unknown): void {
    this.#complaints.hear('update', () => {
      const { documentId, n, update } = decodeUpdate(raw)
      const session = this.#sessions.get(documentId)
      if (session === undefined) return this.#refuseStray(documentId)
      const refusal = this.#limits.update(documentId, update.length) ?? this.#submit(session, n, update)
      if (refusal !== undefined) this.#refuse(session, refusal)
    })
  }

  awareness(raw: unknown): void {
    this.#complaints.hear('awareness', () => {
      const { documentId, update } = decodeAwareness(raw)
      const session = this.#sessions.get(documentId)
      if (session === undefined) return
      const refusal = this.#limits.awareness()
      if (refusal !== undefined) return this.#refuse(session, refusal)
      session.room.showAwareness(session.session, update)
    })
  }

  profile(raw: unknown): void {
    this.#complaints.hear('profile', () => {
      this.#profile = decode(profileSchema, raw)
      for (const { room, session } of this.#sessions.values()) room.rename(session, this.#profile)
    })
  }

  /** Leaves a document; one that is not open is left already. */
  close(raw: unknown): void {
    this.#complaints.hear('close', () => {
      const documentId = decode(documentIdSchema, raw)
      this.#opening.delete(documentId)
      const session = this.#sessions.get(documentId)
      if (session === undefined) return
      this.#sessions.delete(documentId)
      this.#peer.leave(documentId)
      session.room.leave(session.session)
    })
  }

  /** Something came that is no message of ours. Socket.IO lets numbers be names of events, too. */
  unknown(event: unknown): Refusal {
    return this.#complaints.objectTo(
      'message',
      refuse('malformed', { detail: `no such event: ${String(event).slice(0, 40)}` }),
    )
  }

  end(): void {
    this.#ended = true
    this.#opening.clear()
    for (const documentId of [...this.#sessions.keys()]) this.close(documentId)
  }

  /** Begins a session, unless it was overtaken: by the end of the connection, a `close`, or a newer `open`. */
  async #begin(documentId: DocumentId, awarenessId: number): Promise<Session | Refusal> {
    const opening = Symbol(documentId)
    this.#opening.set(documentId, opening)
    try {
      const room = await this.#rooms.enter(documentId)
      if (this.#ended || this.#opening.get(documentId) !== opening) return overtaken
      // In this very moment: the next one may find the room empty, and close it.
      return room === undefined ? refuse('unknown-document') : this.#sit(room, awarenessId)
    } finally {
      if (this.#opening.get(documentId) === opening) this.#opening.delete(documentId)
    }
  }

  /** Joins before anything is read: an update committed in between would otherwise be in neither. */
  #sit(room: Room, awarenessId: number): Session {
    const number = room.freeSession()
    const { documentId } = room
    const participant: Participant = {
      session: number,
      awarenessId,
      profile: this.#profile,
      role: roleOf(documentId),
    }
    const session: Session = { room, session: number, participant }
    this.#refused.delete(documentId)
    this.#sessions.set(documentId, session)
    this.#peer.join(documentId)
    room.sit(
      { peer: this.#peer, session: number, refused: refusal => this.#refuse(session, refusal) },
      participant,
    )
    return session
  }

  async #welcome(session: Session, after: Seq): Promise<OpenAnswer> {
    const { room, participant } = session
    const { documentId } = room
    const tail = await readMissing(this.#log, documentId, after)
    // Other nodes have committed what this one has not heard of.
    if (this.#log.shared && tail.head > room.head) await room.catchUp()
    // While the log was read the connection may have ended, or the room, or a newer `open` may have taken over.
    if (this.#sessions.get(documentId) !== session) return overtaken
    return {
      ok: true,
      session: session.session,
      role: participant.role,
      epoch: this.#log.epoch,
      stateVector: room.stateVector(),
      ...tail,
      participants: room.participants,
      awareness: room.awareness(),
    }
  }

  #submit({ room, session, participant: { role } }: Session, n: number, update: Uint8Array) {
    if (role !== 'owner' && role !== 'editor')
      return refuse('forbidden', { detail: `a ${role} cannot write` })
    try {
      return room.submit(session, n, update)
    } catch (error) {
      // Our own fault; but what follows builds on it, and the client must learn that it was not taken.
      return this.#complaints.explain('update', error)
    }
  }

  /** Ends a session from this side: the client has to open again, and learns why. */
  #refuse(session: Session, refusal: Refusal): void {
    const { documentId } = session.room
    this.#journal.warn({ documentId, session: session.session, ...refusal }, 'Refused an update.')
    if (this.#sessions.get(documentId) === session) this.close(documentId)
    this.#refused.add(documentId)
    const { reason, retryInMs, detail } = refusal
    this.#peer.emit('refused', {
      documentId,
      session: session.session,
      reason,
      ...(retryInMs !== undefined && { retryInMs }),
      ...(detail !== undefined && { detail }),
    })
  }

  /** An update outside of any session. */
  #refuseStray(documentId: DocumentId): void {
    if (this.#refused.has(documentId)) return
    const { reason } = this.#complaints.objectTo('update', refuse('not-open', { detail: documentId }))
    this.#peer.emit('refused', { documentId, reason })
  }
}
