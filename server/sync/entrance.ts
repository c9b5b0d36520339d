import {
  type Open,
  type Opened,
  type Participant,
  type Profile,
  type Refusal,
  refuse,
} from '../../protocol/index.ts'
import type { EndCause, Question } from '../access/access.ts'
import type { authorOf } from '../access/author-of.ts'
import type { Caller, UserId } from '../access/caller.ts'
import type { Permit, Permits } from '../access/permits.ts'
import type { Log } from '../log/log.ts'
import type { HeldUpdates } from './held-updates.ts'
import type { Peer } from './peer.ts'
import { readMissing } from './read-missing.ts'
import type { Room, Seat } from './room.ts'
import type { Rooms } from './rooms.ts'

/** One conversation about one document: a seat in its room, and the leave to be there. */
export interface Session extends Seat {
  readonly room: Room
  readonly permit: Permit
  /** What was asked for it. */
  readonly question: Question
  /** Updates that wait until it is known who may write. */
  held?: HeldUpdates | undefined
}

export interface EntranceOptions {
  peer: Peer
  caller: Caller
  names: ReturnType<typeof authorOf>
  rooms: Rooms
  permits: Permits
  log: Log
  /** Whether that guest is now this person, by having signed in. */
  hasBecome: (guest: UserId, person: UserId) => Promise<boolean>
  /** The room, or the gate, has ended the session. */
  refused: (session: Session, refusal: Refusal) => void
  /** Nobody can say any more whether the session still has its rights. */
  unsure: (session: Session, refusal: Refusal) => void
  /** The session's rights have ended. */
  ended: (session: Session, cause: EndCause) => void
}

/** Of an `open`: what its session begins with. */
export type Wish = Omit<Open, 'after' | 'epoch' | 'writer'>

/** Not this `open`, then: the client may ask again at once. */
export const overtaken = refuse('busy', { retryInMs: 0 })

/** Whoever shows themselves under it may be gone soon. */
const taken = refuse('busy', { retryInMs: 2_000, detail: 'the awareness ID is in use by somebody else' })

/** Where one connection comes into documents: asks whether it may, finds the room, and says what is there. */
export class Entrance {
  readonly #options: EntranceOptions

  constructor(options: EntranceOptions) {
    this.#options = options
  }

  /** `enter` is called when the session has its number, and `isWanted` just before. */
  async begin(
    wish: Wish,
    {
      isWanted,
      profile,
      enter,
    }: { isWanted: () => boolean; profile: () => Profile; enter: (session: Session) => void },
  ): Promise<Session | Refusal> {
    const { permits, caller, rooms, unsure, ended } = this.#options
    const { documentId, link } = wish
    let session: Session | undefined
    let over: Refusal | undefined
    const question = { caller, documentId, linkKey: link }
    // Before the room: of a document that somebody may not read they learn as much as of one that is not there.
    const permit = await permits.open(question, {
      roleChanged: role => session && this.#changeRole(session, role),
      ended: cause => {
        over = refuse('unknown-document')
        if (session !== undefined) ended(session, cause)
      },
      unsure: refusal => {
        over = refusal
        if (session !== undefined) unsure(session, refusal)
      },
    })
    if ('reason' in permit) return permit
    try {
      const room = await rooms.enter(documentId)
      if (!isWanted()) return overtaken
      if (over !== undefined) return over
      if (room === undefined) return refuse('unknown-document')
      if (room.isTaken(wish.awarenessId, this.#options.names)) return taken
      // In this very moment: the next one may find the room empty, and close it.
      session = this.#session(room, { permit, question }, wish)
      enter(session)
      room.sit(session, this.#participant(session, wish.awarenessId, profile()))
      return session
    } finally {
      if (session === undefined) permit.release()
    }
  }

  /** What the session's client lacks after `after`. Undefined when the session has ended meanwhile. */
  async welcome(
    session: Session,
    { after, writer }: Pick<Open, 'after' | 'writer'>,
    isThere: () => boolean,
  ): Promise<Opened | undefined> {
    const { log, caller, hasBecome } = this.#options
    const { room, permit } = session
    const isAnother = writer !== undefined && caller.user !== undefined && writer !== caller.user
    const isWriter = isAnother && (await hasBecome(writer, caller.user))
    const tail = await readMissing(log, room.documentId, after)
    // Other nodes have committed what this one has not heard of.
    if (log.shared && tail.head > room.head) await room.catchUp()
    // While the log was read the connection may have ended, the room, or the permit, or a newer `open` may have taken over.
    if (!isThere()) return undefined
    return {
      ok: true,
      session: session.session,
      role: permit.role,
      epoch: log.epoch,
      stateVector: room.stateVector(),
      ...tail,
      participants: room.participants,
      awareness: room.awareness(),
      ...(room.size !== undefined && { size: room.size }),
      ...(isWriter && { isWriter }),
    }
  }

  #session(room: Room, right: Pick<Session, 'permit' | 'question'>, { client, sent = [] }: Wish): Session {
    const { peer, names, refused } = this.#options
    const session: Session = {
      peer,
      room,
      ...right,
      ...names,
      client,
      sent: new Map(sent.map(each => [each.session, each.clock])),
      left: new Set(sent.flatMap(each => (room.isHere(each.session) ? [] : each.session))),
      get isOwner() {
        return right.permit.role === 'owner'
      },
      session: room.freeSession(),
      refused: refusal => refused(session, refusal),
    }
    return session
  }

  #participant({ session, permit: { role } }: Session, awarenessId: number, profile: Profile): Participant {
    const { user } = this.#options.caller
    return { session, awarenessId, profile, role, ...(user !== undefined && { user }) }
  }

  /** The one whom it is about hears it first. */
  #changeRole({ peer, room, session }: Session, role: Participant['role']): void {
    peer.emit('role', { documentId: room.documentId, session, role })
    room.change(session, { role })
  }
}
