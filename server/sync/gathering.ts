import { type DocumentId, encodeAwareness, type Participant } from '../../protocol/index.ts'
import type { Writer } from '../log/authors.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import type { NodeId } from './neighbours.ts'
import type { Audience, Peer } from './peer.ts'
import { type Movement, Presence } from './presence.ts'
import type { Attendance, AttendanceChanges } from './room-messages.ts'

/** Carets of one room travel at most this often. */
const awarenessIntervalInMs = 40

/** Who moves to another node has opened there before it leaves here, but we may hear of the one later than of the other. */
const departureInMs = 250
/** Announcements of a node that may be lost in a row. */
const maxSilence = 2

export interface GatheringOptions {
  documentId: DocumentId
  audience: Audience
  neighbourhood: Neighbourhood
}

/** Tells everybody who has a document open who else has it open, and where their carets are: on this node by itself, on the
 *  others through their gatherings. */
export class Gathering {
  readonly #options: GatheringOptions
  readonly #presence = new Presence()
  /** How often each node that has somebody here could have said so since it last did. */
  readonly #silence = new Map<NodeId, number>()
  /** Nodes of which we missed something, and that have not answered yet. */
  readonly #asked = new Set<NodeId>()
  /** Of sessions of this node that have ended just now. */
  readonly #departures = new Map<number, NodeJS.Timeout>()
  #isClosing = false
  #awarenessTimer: NodeJS.Timeout | undefined
  #awarenessSentAt = 0

  constructor(options: GatheringOptions) {
    this.#options = options
  }

  get participants(): Participant[] {
    return this.#presence.participants
  }

  /** Everybody's state, for who comes in. */
  awareness(): Uint8Array {
    return this.#presence.everything()
  }

  has(session: number): boolean {
    return this.#presence.participant(session) !== undefined
  }

  /** See `Presence.isTaken`. */
  isTaken(awarenessId: number, by: Pick<Writer, 'author' | 'formerly'>): boolean {
    return this.#presence.isTaken(awarenessId, by)
  }

  join(participant: Participant, { peer, author }: { peer: Peer; author: string }): void {
    this.#presence.join(participant, { author })
    this.#tellHere({ joined: [participant], left: [] }, peer)
    this.#tellElsewhere({ joined: [participant] })
  }

  leave(session: number): void {
    const mayMove = !this.#isClosing && !this.#options.neighbourhood.isAlone
    if (mayMove && !this.#presence.hasHeir(session)) {
      const departure = setTimeout(() => this.#depart(session), departureInMs)
      this.#departures.set(session, departure)
    } else this.#depart(session)
  }

  /** From now on whoever leaves is gone at once: there will be no later. */
  closing(): void {
    this.#isClosing = true
    for (const session of [...this.#departures.keys()]) this.#depart(session)
  }

  #depart(session: number): void {
    clearTimeout(this.#departures.get(session))
    this.#departures.delete(session)
    if (!this.#presence.leave(session)) return
    this.#tellHere({ joined: [], left: [session] })
    this.#tellElsewhere({ left: [session] })
    this.#scheduleAwareness()
  }

  change(session: number, changes: Partial<Participant>): void {
    const participant = this.#presence.participant(session)
    if (participant === undefined) return
    const changed = { ...participant, ...changes }
    this.#presence.join(changed)
    this.#tellHere({ joined: [changed], left: [] })
    this.#tellElsewhere({ joined: [changed] })
  }

  /** @throws {ProtocolError} for a state that is not the session's own */
  show(session: number, update: Uint8Array): void {
    this.#presence.show(session, update)
    this.#scheduleAwareness()
  }

  /** All who are on this node, for another one. */
  attendance(): Omit<Attendance, 'head'> {
    return this.#presence.ownAttendance()
  }

  /** Another node says who is there, all of them. */
  attend(node: NodeId, attendance: Omit<Attendance, 'head'>): void {
    this.#asked.delete(node)
    if (attendance.participants.length > 0) this.#silence.set(node, 0)
    else this.#silence.delete(node)
    this.#tellHere(this.#presence.attend(node, attendance))
    this.#scheduleAwareness()
  }

  /** Another node says what has changed there. */
  follow(node: NodeId, { joined, left, states, authors }: AttendanceChanges): void {
    const authorOf = new Map(authors)
    if (joined.length > 0 && !this.#silence.has(node)) this.#silence.set(node, 0)
    for (const participant of joined)
      this.#presence.join(participant, { node, author: authorOf.get(participant.session) })
    const strangers = states.filter(state => !this.#presence.showFrom(node, state))
    if (strangers.length > 0) this.#askAgain(node)
    const known = left.filter(session => this.#presence.leave(session))
    this.#tellHere({ joined, left: known })
    this.#scheduleAwareness()
  }

  /** By now each node has said who is there. One that has closed the document says nothing; if its farewell was lost, too,
   *  its people would stay. */
  missTheSilent(): void {
    for (const [node, silence] of [...this.#silence]) {
      if (silence === maxSilence) this.gone(node)
      else this.#silence.set(node, silence + 1)
    }
    this.#asked.clear()
  }

  gone(node: NodeId): void {
    this.attend(node, { participants: [], states: [], authors: [] })
  }

  close(): void {
    this.closing()
    clearTimeout(this.#awarenessTimer)
  }

  /** We missed who came there, or took it for dead. */
  #askAgain(node: NodeId): void {
    if (this.#asked.has(node)) return
    this.#asked.add(node)
    this.#options.neighbourhood.answer(node, { type: 'ask' })
  }

  #tellHere({ joined, left }: Movement, except?: Peer): void {
    if (joined.length === 0 && left.length === 0) return
    const { audience, documentId } = this.#options
    audience.of(documentId, except).emit('presence', { documentId, joined, left })
  }

  #tellElsewhere(changes: Partial<AttendanceChanges>): void {
    const { neighbourhood } = this.#options
    const authors = this.#presence.authorsOf(changes.joined ?? [])
    const all = { joined: [], left: [], states: [], authors, ...changes }
    neighbourhood.tell({ type: 'changes', changes: all })
  }

  #scheduleAwareness(): void {
    if (this.#awarenessTimer !== undefined || !this.#presence.hasChanged) return
    const wait = Math.max(0, this.#awarenessSentAt + awarenessIntervalInMs - performance.now())
    this.#awarenessTimer = setTimeout(() => {
      this.#awarenessTimer = undefined
      this.#awarenessSentAt = performance.now()
      this.#sendAwareness()
    }, wait)
  }

  #sendAwareness(): void {
    const { audience, documentId } = this.#options
    const changes = this.#presence.takeChanges()
    if (changes !== undefined) audience.of(documentId).emit('awareness', encodeAwareness(documentId, changes))
    const states = this.#presence.takeShown()
    if (states.length > 0) this.#tellElsewhere({ states })
  }
}
