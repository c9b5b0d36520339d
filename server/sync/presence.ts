import type { Participant } from '../../protocol/index.ts'
import { areNameless, isOwn, type Writer } from '../log/authors.ts'
import { type AwarenessState, encodeStates, readOwnState } from './awareness-states.ts'
import type { NodeId } from './neighbours.ts'
import type { Attendance, SessionState } from './room-messages.ts'

interface Member {
  participant: Participant
  /** Where its session is; undefined: here. */
  node: NodeId | undefined
  state: AwarenessState | undefined
  /** Whose it is; undefined where its node does not say. */
  author: string | undefined
}

/** Where a participant comes from. */
interface Origin {
  node?: NodeId | undefined
  author?: string | undefined
}

/** Who came or changed, and whose session ended. */
export interface Movement {
  joined: Participant[]
  left: number[]
}

/**
 * Who has a document open, on any node, and what each shows of itself (y-protocols awareness). Never stored.
 * The server ties each state to the session that sent it: under the awareness ID that it opened with, and no other. One that moves
 * to another connection has two sessions for a moment, with one awareness ID: what it shows goes when the last of them goes.
 */
export class Presence {
  readonly #members = new Map<number, Member>()
  /** By awareness ID: what this node's clients have not been told. */
  readonly #changed = new Map<number, AwarenessState>()
  /** Sessions of this node that show something of which the other nodes have not been told. */
  readonly #shown = new Set<number>()

  get participants(): Participant[] {
    return [...this.#members.values()].map(({ participant }) => participant)
  }

  /** A participant of the same session is replaced. */
  join(participant: Participant, { node, author }: Origin = {}): void {
    const known = this.#members.get(participant.session)
    const member = { participant, node, state: known?.state, author: author ?? known?.author }
    this.#members.set(participant.session, member)
  }

  /** Whether somebody else shows themselves under this awareness ID: a caret must not be claimed. Who comes back, while the end of their
   *  earlier session has not been noticed, takes it over; so may programs without a name, which are nobody in particular. */
  isTaken(awarenessId: number, by: Pick<Writer, 'author' | 'formerly'>): boolean {
    return this.#withAwareness(awarenessId).some(
      ({ author }) => author !== undefined && !isOwn(author, by) && !areNameless(author, by.author),
    )
  }

  /** Returns false when the session was not here. */
  leave(session: number): boolean {
    const member = this.#members.get(session)
    if (member === undefined) return false
    this.#members.delete(session)
    this.#shown.delete(session)
    const { state } = member
    if (state === undefined) return true
    const heir = this.#withAwareness(state.awarenessId).at(-1)
    // What it showed is on the others' screens still, and whoever comes in now must see it, too.
    if (heir !== undefined) heir.state ??= state
    else this.#changed.set(state.awarenessId, { ...state, clock: state.clock + 1, json: 'null' })
    return true
  }

  participant(session: number): Participant | undefined {
    return this.#members.get(session)?.participant
  }

  /** Another session has the same awareness ID: the same client's, which moves. */
  hasHeir(session: number): boolean {
    const member = this.#members.get(session)
    return member !== undefined && this.#withAwareness(member.participant.awarenessId).length > 1
  }

  /** Takes a client's own state.  @throws {ProtocolError} when it is anything else, or too large */
  show(session: number, update: Uint8Array): void {
    const member = this.#members.get(session)
    if (member === undefined) return
    const state = readOwnState(update, member.participant.awarenessId)
    this.#note(member, state)
    this.#shown.add(session)
  }

  /** What a client of another node shows, which that node has looked at. False when nobody knows that client. */
  showFrom(node: NodeId, { session, awarenessId, clock, json }: SessionState): boolean {
    const member = this.#members.get(session)
    if (member?.node !== node || member.participant.awarenessId !== awarenessId) return false
    if (member.state?.clock !== clock || member.state.json !== json) {
      this.#note(member, { awarenessId, clock, json })
    }
    return true
  }

  /** Everybody's state, for who comes in. */
  everything(): Uint8Array {
    const newest = new Map<number, AwarenessState>()
    for (const { state } of this.#members.values()) {
      if (state === undefined) continue
      const other = newest.get(state.awarenessId)
      if (other === undefined || other.clock < state.clock) newest.set(state.awarenessId, state)
    }
    return encodeStates([...newest.values()])
  }

  /** Whether `takeChanges` has something to give. */
  get hasChanged(): boolean {
    return this.#changed.size > 0
  }

  /** What clients show that changed since the last call; undefined when nothing did. */
  takeChanges(): Uint8Array | undefined {
    if (this.#changed.size === 0) return undefined
    const update = encodeStates([...this.#changed.values()])
    this.#changed.clear()
    return update
  }

  /** What clients of this node show that changed since the last call. */
  takeShown(): SessionState[] {
    const states = [...this.#shown].flatMap(session => this.#stateOf(session))
    this.#shown.clear()
    return states
  }

  /** All who are on this node, for other nodes. */
  ownAttendance(): Omit<Attendance, 'head'> {
    const own = [...this.#members.values()].filter(({ node }) => node === undefined)
    const participants = own.map(({ participant }) => participant)
    const states = participants.flatMap(({ session }) => this.#stateOf(session))
    return { participants, states, authors: this.authorsOf(participants) }
  }

  authorsOf(participants: readonly Participant[]): Attendance['authors'] {
    return participants.flatMap(({ session }) => {
      const author = this.#members.get(session)?.author
      return author === undefined ? [] : [[session, author]]
    })
  }

  /** All who are on another node, as it says: nobody else is there. */
  attend(node: NodeId, { participants, states, authors }: Omit<Attendance, 'head'>): Movement {
    const authorOf = new Map(authors)
    const there = new Set(participants.map(({ session }) => session))
    const joined = participants.filter(participant => !this.#knows(participant, node))
    for (const participant of joined)
      this.join(participant, { node, author: authorOf.get(participant.session) })
    for (const state of states) this.showFrom(node, state)
    const left = [...this.#members]
      .filter(([session, member]) => member.node === node && !there.has(session))
      .map(([session]) => session)
    for (const session of left) this.leave(session)
    return { joined, left }
  }

  #note(member: Member, state: AwarenessState): void {
    member.state = state
    this.#changed.set(state.awarenessId, state)
  }

  #knows(participant: Participant, node: NodeId): boolean {
    const known = this.#members.get(participant.session)
    return known?.node === node && JSON.stringify(known.participant) === JSON.stringify(participant)
  }

  #withAwareness(awarenessId: number): Member[] {
    return [...this.#members.values()].filter(({ participant }) => participant.awarenessId === awarenessId)
  }

  #stateOf(session: number): SessionState[] {
    const state = this.#members.get(session)?.state
    return state === undefined ? [] : [{ session, ...state }]
  }
}
