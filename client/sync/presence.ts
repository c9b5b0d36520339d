import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import { maxAwarenessBytes, type Participant, type Role } from '../../protocol/index.ts'
import { Roster } from './roster.ts'

export interface PresenceOptions {
  awareness: Awareness
  /** The origin of the changes that come from others. */
  origin: unknown
  /** Who is here, or what I may do, has changed. */
  changed: () => void
}

/** An open session, as far as presence goes. */
export interface Attendance {
  session: number
  roster: Roster
  /** Takes what others shall see of us. */
  send: (update: Uint8Array) => void
}

interface Change {
  added: number[]
  updated: number[]
  removed: number[]
}

/** Carets move often: the newest state goes out at most this often. */
const intervalInMs = 40
/** A cut shorter than this does not make carets blink. */
const graceInMs = 5_000
/** y-protocols forgets a state that has not been renewed for 30 s. We need no renewals: the server says who leaves. A device's
 *  clock may jump, too, and its page may sleep for hours. */
const neverOutdated = Number.POSITIVE_INFINITY

/** Who else is here (as the server says), and what each shows of itself (as each says). */
export class Presence {
  readonly #options: PresenceOptions
  /** Awareness IDs whose states came through us. */
  readonly #others = new Set<number>()
  #roster = new Roster()
  /** Of whom the node that we have moved to has not heard yet. */
  #unheardOf: Participant[] = []
  #participants: Participant[] = []
  #session: number | undefined
  #send: ((update: Uint8Array) => void) | undefined
  #sentAt = Number.NEGATIVE_INFINITY
  #sending: ReturnType<typeof setTimeout> | undefined
  #grace: ReturnType<typeof setTimeout> | undefined

  constructor(options: PresenceOptions) {
    this.#options = options
    options.awareness.on('change', this.#changedHere)
  }

  /** Everybody once, in the order of their coming. */
  get participants(): readonly Participant[] {
    return this.#participants
  }

  get role(): Role | undefined {
    return this.#session === undefined ? undefined : this.#roster.get(this.#session)?.role
  }

  /** A session is open: after one that is over, or in place of one that is still there. */
  begin({ session, roster, send }: Attendance): void {
    const seen = this.#send === undefined ? [] : this.#participants
    clearTimeout(this.#grace)
    this.#session = session
    this.#roster = roster
    this.#send = send
    this.#unheardOf = seen.filter(({ awarenessId }) => !roster.has(awarenessId))
    if (this.#unheardOf.length > 0) this.#grace = setTimeout(() => this.#forgetUnheardOf(), graceInMs)
    this.#removeAbsent()
    this.#keepAlive()
    this.#announce()
    this.#changed()
  }

  /** The session is over: whoever is here stays for a moment, in case that we are back soon. */
  end(): void {
    this.#send = undefined
    clearTimeout(this.#sending)
    this.#sending = undefined
    clearTimeout(this.#grace)
    this.#grace = setTimeout(() => this.#forgetAll(), graceInMs)
  }

  /** Nobody is seen any more. */
  forget(): void {
    clearTimeout(this.#grace)
    this.#forgetAll()
  }

  /** Others' states: a y-protocols awareness update. */
  receive(update: Uint8Array): void {
    const { awareness, origin } = this.#options
    const before = awareness.meta.get(awareness.clientID)?.clock
    applyAwarenessUpdate(awareness, update, origin)
    this.#keepAlive()
    // An end of an earlier session of ours has removed us at the others: y-protocols has raised our clock to come back.
    if (awareness.meta.get(awareness.clientID)?.clock !== before) this.#schedule()
  }

  /** The roster has changed; those with these awareness IDs have left. */
  heard(gone: readonly number[]): void {
    this.#unheardOf = this.#unheardOf.filter(({ awarenessId }) => !gone.includes(awarenessId))
    this.#remove(gone)
    this.#keepAlive()
    this.#changed()
  }

  close(): void {
    this.#options.awareness.off('change', this.#changedHere)
    this.end()
    this.forget()
  }

  readonly #changedHere = ({ added, updated, removed }: Change, origin: unknown): void => {
    const { awareness } = this.#options
    if (origin !== this.#options.origin) {
      if ([...added, ...updated, ...removed].includes(awareness.clientID)) this.#schedule()
      return
    }
    for (const id of added) if (id !== awareness.clientID) this.#others.add(id)
    for (const id of removed) {
      // y-protocols tells of our own removal, too, and does not let it happen.
      if (!this.#others.delete(id)) continue
      // y-protocols would take a state that comes back with the clock it went with for an old one.
      awareness.meta.delete(id)
    }
  }

  /** On a new session everybody has to learn about us again, under a clock that is news to them. */
  #announce(): void {
    const { awareness } = this.#options
    const state = awareness.getLocalState()
    if (state === null || Object.keys(state).length === 0) return
    awareness.setLocalState(state)
    // The next clock is that under which the server has removed us at the others: to them it would be no news.
    awareness.setLocalState(state)
    clearTimeout(this.#sending)
    this.#sendOwn()
  }

  #schedule(): void {
    if (this.#send === undefined || this.#sending !== undefined) return
    const wait = this.#sentAt + intervalInMs - performance.now()
    if (wait <= 0) this.#sendOwn()
    else this.#sending = setTimeout(() => this.#sendOwn(), wait)
  }

  #sendOwn(): void {
    this.#sending = undefined
    const { awareness } = this.#options
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
    // The server would refuse it. The others go on seeing what was sent before.
    if (update.length > maxAwarenessBytes) return
    this.#sentAt = performance.now()
    this.#send?.(update)
  }

  #isHere(awarenessId: number): boolean {
    return this.#roster.has(awarenessId) || this.#unheardOf.some(each => each.awarenessId === awarenessId)
  }

  /** Whoever is here stays, for as long as nobody says that they have left. */
  #keepAlive(): void {
    const { awareness } = this.#options
    for (const id of this.#others) {
      const meta = awareness.meta.get(id)
      if (meta !== undefined && this.#isHere(id)) meta.lastUpdated = neverOutdated
    }
  }

  #removeAbsent(): void {
    this.#remove([...this.#others].filter(id => !this.#isHere(id)))
  }

  #remove(ids: readonly number[]): void {
    removeAwarenessStates(this.#options.awareness, [...ids], this.#options.origin)
  }

  #forgetUnheardOf(): void {
    this.#unheardOf = []
    this.#removeAbsent()
    this.#changed()
  }

  #forgetAll(): void {
    this.#session = undefined
    this.#roster = new Roster()
    this.#forgetUnheardOf()
  }

  /** Who moves to another connection has two sessions for a moment, and keeps the place among the others. */
  #changed(): void {
    const newest = new Map<number, Participant>()
    for (const participant of [...this.#unheardOf, ...this.#roster.all]) {
      const known = newest.get(participant.awarenessId)
      if (known === undefined || known.session !== this.#session)
        newest.set(participant.awarenessId, participant)
    }
    const inOrder = new Set([...this.#participants.map(({ awarenessId }) => awarenessId), ...newest.keys()])
    this.#participants = [...inOrder].flatMap(awarenessId => newest.get(awarenessId) ?? [])
    this.#options.changed()
  }
}
