import * as encoding from 'lib0/encoding'
import {
  type DocumentId,
  encodeAwareness,
  encodeHead,
  encodeSaved,
  encodeUpdates,
  type LoggedUpdate,
  type Participant,
  type Profile,
  type Refusal,
  type Seq,
} from '../../protocol/index.ts'
import { admit } from '../log/gate.ts'
import type { DocumentState, Log } from '../log/log.ts'
import type { Audience, Peer } from './peer.ts'
import { Presence } from './presence.ts'
import { refusalOf } from './refusal-of.ts'

/** Up to this size an update goes back to its sender inside the frame that is built once for the whole room. */
const maxEchoBytes = 1024
/** Carets of one room travel at most this often. */
const awarenessIntervalInMs = 40

/** A session's place in a room. */
export interface Seat {
  readonly peer: Peer
  readonly session: number
  /** The room has ended the session. */
  refused(refusal: Refusal): void
}

/**
 * An open document on this node: its head, its clocks, who is here. No Y.Doc: updates pass through as bytes.
 * Gate, append, and only after the commit the fan-out and the acknowledgement, which are the same frame.
 */
export class Room {
  readonly documentId: DocumentId
  readonly #log: Log
  readonly #audience: Audience
  readonly #onBroken: () => void
  readonly #clocks: Map<number, number>
  readonly #seats = new Map<number, Seat>()
  readonly #presence = new Presence()
  #head: Seq
  #announced: Seq
  #appending = 0
  #lastAppend: Promise<unknown> = Promise.resolve()
  #committed: LoggedUpdate[] = []
  #awarenessTimer: NodeJS.Timeout | undefined
  #awarenessSentAt = 0
  #broken = false

  constructor(
    documentId: DocumentId,
    state: DocumentState,
    { log, audience, onBroken }: { log: Log; audience: Audience; onBroken: () => void },
  ) {
    this.documentId = documentId
    this.#log = log
    this.#audience = audience
    this.#onBroken = onBroken
    this.#head = state.head
    this.#announced = state.head
    this.#clocks = state.clocks
  }

  get head(): Seq {
    return this.#head
  }

  /** Nobody is here, and nothing is on its way to the disk. */
  get idle(): boolean {
    return this.#seats.size === 0 && this.#appending === 0
  }

  get participants(): Participant[] {
    return this.#presence.participants
  }

  /** A Yjs state vector of all that was admitted. */
  stateVector(): Uint8Array {
    return encoding.encode(out => {
      encoding.writeVarUint(out, this.#clocks.size)
      for (const [client, clock] of this.#clocks) {
        encoding.writeVarUint(out, client)
        encoding.writeVarUint(out, clock)
      }
    })
  }

  awareness(): Uint8Array {
    return this.#presence.everything()
  }

  /** Numbers are random, so that two nodes do not give the same one; 0 means "not known". */
  freeSession(): number {
    for (;;) {
      const [session = 0] = crypto.getRandomValues(new Uint32Array(1))
      if (session !== 0 && !this.#seats.has(session)) return session
    }
  }

  sit(seat: Seat, participant: Participant): void {
    this.#seats.set(seat.session, seat)
    this.#presence.join(participant)
    this.#audience.of(this.documentId, seat.peer).emit('presence', this.#arrival(participant))
  }

  leave(session: number): void {
    this.#seats.delete(session)
    if (!this.#presence.leave(session)) return
    this.#audience.of(this.documentId).emit('presence', {
      documentId: this.documentId,
      joined: [],
      left: [session],
    })
    this.#scheduleAwareness()
  }

  rename(session: number, profile: Profile): void {
    const participant = this.participants.find(each => each.session === session)
    if (participant === undefined) return
    const renamed = { ...participant, profile }
    this.#presence.join(renamed)
    this.#audience.of(this.documentId).emit('presence', this.#arrival(renamed))
  }

  /** @throws {ProtocolError} for a state that is not the session's own */
  showAwareness(session: number, update: Uint8Array): void {
    this.#presence.show(session, update)
    this.#scheduleAwareness()
  }

  /** Takes an update to the log, or gives the reason why not. Acknowledged by the room's frame after the commit. */
  submit(session: number, n: number, update: Uint8Array): Refusal | undefined {
    const admission = admit(update, this.#clocks)
    if (!admission.ok) return admission
    for (const [client, end] of admission.advance) this.#clocks.set(client, end)
    this.#appending++
    const append = admission.isNew
      ? this.#log.append(this.documentId, { session, n, update: admission.update })
      : // What it repeats may still be on its way to the disk: it is saved when that is. It has no place of its own.
        this.#lastAppend.then(() => 0)
    this.#lastAppend = append
    append.then(
      seq => {
        this.#appending--
        if (admission.isNew) this.#onCommitted({ seq, session, n, update: admission.update })
        else this.#acknowledge({ seq, session, n })
      },
      (error: unknown) => {
        this.#appending--
        this.#break(error)
      },
    )
    return undefined
  }

  /** Tells everybody the head if it moved since the last time, so that who missed an update finds out. */
  announceHead(): void {
    if (this.#announced === this.#head) return
    this.#announced = this.#head
    this.#audience.of(this.documentId).emit('head', encodeHead(this.documentId, this.#head))
  }

  close(): void {
    clearTimeout(this.#awarenessTimer)
  }

  #arrival(participant: Participant) {
    return { documentId: this.documentId, joined: [participant], left: [] }
  }

  /** One commit's updates arrive one promise after the other; a microtask later all of them are here. */
  #onCommitted(update: LoggedUpdate): void {
    this.#head = update.seq
    if (this.#committed.push(update) === 1) queueMicrotask(() => this.#fanOut())
  }

  #fanOut(): void {
    const committed = this.#committed
    this.#committed = []
    let run: LoggedUpdate[] = []
    const sendRun = () => {
      if (run.length === 0) return
      this.#audience.of(this.documentId).emit('updates', encodeUpdates(this.documentId, run))
      run = []
    }
    for (const update of committed) {
      if (update.update.length <= maxEchoBytes) {
        run.push(update)
        continue
      }
      sendRun()
      const sender = this.#seats.get(update.session)?.peer
      this.#audience.of(this.documentId, sender).emit('updates', encodeUpdates(this.documentId, [update]))
      this.#acknowledge(update)
    }
    sendRun()
  }

  #acknowledge({ session, n, seq }: Omit<LoggedUpdate, 'update'>): void {
    const saved = encodeSaved({ documentId: this.documentId, session, n, seq })
    this.#seats.get(session)?.peer.emit('saved', saved)
  }

  #scheduleAwareness(): void {
    if (this.#awarenessTimer !== undefined) return
    const wait = Math.max(0, this.#awarenessSentAt + awarenessIntervalInMs - performance.now())
    this.#awarenessTimer = setTimeout(() => {
      this.#awarenessTimer = undefined
      this.#awarenessSentAt = performance.now()
      const changes = this.#presence.takeChanges()
      if (changes === undefined) return
      this.#audience.of(this.documentId).emit('awareness', encodeAwareness(this.documentId, changes))
    }, wait)
  }

  /** An append failed: the clocks above promise what the log does not hold. Everybody opens again, on a new room. */
  #break(error: unknown): void {
    if (this.#broken) return
    this.#broken = true
    this.#onBroken()
    const refusal = refusalOf(error)
    for (const seat of [...this.#seats.values()]) seat.refused(refusal)
  }
}
