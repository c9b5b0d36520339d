import { randomUUID } from 'node:crypto'
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
  type Profile,
  profileSchema,
  protocolVersion,
  type Refusal,
  refuse,
} from '../../protocol/index.ts'
import type { EndCause } from '../access/access.ts'
import { authorOf } from '../access/author-of.ts'
import { type Caller, nobody } from '../access/caller.ts'
import { type ConnectionLimits, unlimited } from '../access/limits.ts'
import type { Permits } from '../access/permits.ts'
import type { Log } from '../log/log.ts'
import { ChatDesk } from './chat/chat-desk.ts'
import type { Chat } from './chat/chat-store.ts'
import { Complaints } from './complaints.ts'
import { Entrance, type EntranceOptions, overtaken, type Session, type Wish } from './entrance.ts'
import type { Journal, Peer } from './peer.ts'
import { readMissing } from './read-missing.ts'
import type { Rooms } from './rooms.ts'
import { Submissions } from './submissions.ts'
import { asks } from './what-events-ask.ts'

/** For one of the documents to be closed. */
const fullRetryInMs = 5_000

export interface ConversationOptions {
  rooms: Rooms
  log: Log
  chat: Chat
  journal: Journal
  permits: Permits
  limits?: ConnectionLimits
  /** Who is at the other end, for as long as the connection lasts. */
  caller?: Caller
  /** A secret of the client's: whoever has no login is known by it. */
  device?: string | undefined
  /** What others have changed of who may do what may not have been heard here. */
  isBlind?: () => boolean
  /** Whether that guest is now this person, by having signed in. */
  hasBecome?: EntranceOptions['hasBecome']
  /** Of the protocol, that the client speaks. */
  version?: number
  /** Somebody who signed in is called what their provider calls them, whatever their client says. */
  vouchedName?: string | undefined
}

/**
 * All that one connection says about its documents: a session for each that it has open.
 * Every method takes what came over the wire as `unknown`, and never throws.
 */
export class Conversation {
  readonly chat: ChatDesk
  readonly #peer: Peer
  readonly #log: Log
  readonly #journal: Journal
  readonly #limits: ConnectionLimits
  readonly #caller: Caller
  readonly #version: number
  readonly #submissions: Submissions
  readonly #entrance: Entrance
  readonly #sessions = new Map<DocumentId, Session>()
  /** The newest `open` of each document whose session has not begun. */
  readonly #opening = new Map<DocumentId, symbol>()
  /** Documents whose session we ended: what the client had sent before it knew is dropped without another word. */
  readonly #refused = new Set<DocumentId>()
  readonly #complaints: Complaints
  readonly #vouchedName: string | undefined
  #profile: Profile
  #ended = false
  #isLeaving = false

  constructor(
    peer: Peer,
    profile: Profile,
    {
      rooms,
      log,
      chat,
      journal,
      permits,
      limits = unlimited,
      isBlind = () => false,
      hasBecome = async () => false,
      caller = nobody,
      device,
      version = protocolVersion,
      vouchedName,
    }: ConversationOptions,
  ) {
    this.#peer = peer
    this.#vouchedName = vouchedName
    this.#profile = this.#shown(profile)
    this.#log = log
    this.#journal = journal
    this.#limits = limits
    this.#caller = caller
    this.#version = version
    this.#complaints = new Complaints(peer, journal)
    this.chat = new ChatDesk({
      chat,
      sessionOf: documentId => this.#sessions.get(documentId),
      profile: () => this.#profile,
      caller,
      limits,
      complaints: this.#complaints,
      isBlind,
    })
    this.#submissions = new Submissions({
      permits,
      isBlind,
      complaints: this.#complaints,
      refused: (session, refusal) => {
        if (this.#sessions.get(session.room.documentId) === session) this.#refuse(session, refusal)
      },
    })
    this.#entrance = new Entrance({
      peer,
      caller,
      names: authorOf(caller, device, { version, connection: randomUUID() }),
      rooms,
      permits,
      log,
      hasBecome,
      refused: (session, refusal) => this.#refuse(session, refusal),
      unsure: (session, refusal) => this.#cutOff(session, refusal),
      ended: (session, cause) => this.#rightsEnded(session, cause),
    })
  }

  async open(raw: unknown): Promise<OpenAnswer> {
    return this.#complaints.answer('open', async () => {
      const { documentId, after, epoch, writer, ...rest } = decode(openSchema, raw)
      this.close(documentId)
      const refusal = this.#limits.open()
      if (refusal !== undefined) return refusal
      if (this.#sessions.size + this.#opening.size >= maxOpenDocuments) {
        const detail = `more than ${maxOpenDocuments} documents on one connection`
        return refuse('busy', { retryInMs: fullRetryInMs, detail })
      }
      if (this.#caller.expiresAt <= Date.now()) this.loginEnded()
      // Whoever comes back is somebody else, or the same by a newer login.
      if (this.#isLeaving) return overtaken
      const session = await this.#begin({ documentId, ...rest })
      if ('reason' in session) return session
      const isThere = () => this.#sessions.get(documentId) === session
      try {
        const known = epoch === undefined || epoch === this.#log.epoch
        const place = { after: known ? after : 0, writer }
        return (await this.#entrance.welcome(session, place, isThere)) ?? overtaken
      } catch (error) {
        // To the client it has never been open.
        if (isThere()) this.close(documentId)
        throw error
      }
    })
  }

  async missed(raw: unknown): Promise<MissedAnswer> {
    return this.#complaints.answer('missed', async () => {
      const { documentId, after } = decode(missedSchema, raw)
      const refusal = this.#limits.open()
      if (refusal !== undefined) return refusal
      const session = this.#sessions.get(documentId)
      if (!session?.permit.allows(asks.missed)) return refuse('not-open')
      const missing = await readMissing(this.#log, documentId, after)
      // It may have taken a while.
      return session.permit.allows(asks.missed) ? { ok: true, ...missing } : refuse('not-open')
    })
  }

  update(raw: unknown): void {
    this.#complaints.hear('update', () => {
      const { documentId, n, update } = decodeUpdate(raw)
      const session = this.#sessions.get(documentId)
      if (session === undefined) return this.#refuseStray(documentId)
      const refusal =
        this.#limits.update(documentId, update.length) ?? this.#submissions.submit(session, n, update)
      if (refusal !== undefined) this.#refuse(session, refusal)
    })
  }

  awareness(raw: unknown): void {
    this.#complaints.hear('awareness', () => {
      const { documentId, update } = decodeAwareness(raw)
      const session = this.#sessions.get(documentId)
      if (!session?.permit.allows(asks.awareness)) return
      const refusal = this.#limits.awareness()
      if (refusal !== undefined) return this.#cutOff(session, refusal)
      session.room.showAwareness(session.session, update)
    })
  }

  profile(raw: unknown): void {
    this.#complaints.hear('profile', () => {
      const profile = this.#shown(decode(profileSchema, raw))
      const refusal = this.#limits.awareness()
      if (refusal !== undefined) {
        for (const session of [...this.#sessions.values()]) this.#cutOff(session, refusal)
        return
      }
      this.#profile = profile
      for (const { room, session, permit } of this.#sessions.values()) {
        if (permit.allows(asks.profile)) room.change(session, { profile: this.#profile })
      }
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
      session.permit.release()
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

  /** The login by which the caller came is over: nothing is opened for it any more. */
  loginEnded(): void {
    if (this.#isLeaving) return
    this.#isLeaving = true
    // What the sessions are told goes out before.
    setImmediate(() => this.#peer.drop())
  }

  /** Begins a session, unless it was overtaken: by the end of the connection, a `close`, or a newer `open`. */
  async #begin(wish: Wish): Promise<Session | Refusal> {
    const { documentId } = wish
    const opening = Symbol(documentId)
    this.#opening.set(documentId, opening)
    try {
      return await this.#entrance.begin(wish, {
        isWanted: () => !this.#ended && !this.#isLeaving && this.#opening.get(documentId) === opening,
        profile: () => this.#profile,
        enter: session => {
          this.#refused.delete(documentId)
          this.#sessions.set(documentId, session)
          // Before anything is read: an update committed in between would otherwise be in neither.
          this.#peer.join(documentId)
        },
      })
    } finally {
      if (this.#opening.get(documentId) === opening) this.#opening.delete(documentId)
    }
  }

  #shown(profile: Profile): Profile {
    return this.#vouchedName === undefined ? profile : { ...profile, name: this.#vouchedName }
  }

  #rightsEnded(session: Session, cause: EndCause): void {
    this.#end(session, { ...refuse('forbidden'), cause })
    if (cause === 'signed-out' || cause === 'expired') this.loginEnded()
  }

  /** For an update that was not taken. */
  #refuse(session: Session, refusal: Refusal): void {
    this.#warn(session, refusal, 'Refused an update.')
    this.#end(session, refusal)
  }

  /** For anything else. */
  #cutOff(session: Session, refusal: Refusal): void {
    this.#warn(session, refusal, 'Ended a session.')
    this.#end(session, refusal)
  }

  #warn({ room: { documentId }, session }: Session, refusal: Refusal, said: string): void {
    this.#journal.warn({ documentId, session, ...refusal }, said)
  }

  /** Ends a session from this side: the client has to open again, and learns why. */
  #end(session: Session, refusal: Refusal & { cause?: EndCause }): void {
    const { documentId } = session.room
    session.held?.abandon()
    if (this.#sessions.get(documentId) === session) this.close(documentId)
    this.#refused.add(documentId)
    const { ok: _, ...why } = wordedFor(this.#version, refusal)
    this.#peer.emit('refused', { documentId, session: session.session, ...why })
  }

  /** An update outside of any session. */
  #refuseStray(documentId: DocumentId): void {
    if (this.#refused.has(documentId)) return
    const { reason } = this.#complaints.objectTo('update', refuse('not-open', { detail: documentId }))
    this.#peer.emit('refused', { documentId, reason })
  }
}

/** In words that the client knows. */
function wordedFor<R extends Refusal>(version: number, refusal: R): R {
  return version < 2 && refusal.reason === 'fork' ? { ...refusal, reason: 'malformed' } : refusal
}
