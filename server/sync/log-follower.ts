import * as encoding from 'lib0/encoding'
import { type DocumentId, type LoggedUpdate, type Seq, unpackUpdates } from '../../protocol/index.ts'
import { DocumentGate } from '../log/document-gate.ts'
import type { DocumentState, Log } from '../log/log.ts'

export interface LogFollowerOptions {
  log: Pick<Log, 'read' | 'state'>
  /** Read from the log: what others have committed, and nobody here has seen. Oldest first. */
  found: (updates: readonly LoggedUpdate[]) => void
  /** The log has folded what others have committed: there is no reading it one by one any more. */
  skipped: () => void
  /** The head has moved. */
  moved?: () => void
  /** A gap did not close, and the log could not be read. */
  failed: (error: unknown) => void
}

/** What is missing may be on its way from another node. */
const gapInMs = 100

/** What is known of a document's log on this node: up to where, and what may follow. Other nodes append to it, too;
 *  what of theirs did not come by itself is read from the log. */
export class LogFollower {
  readonly #documentId: DocumentId
  readonly #options: LogFollowerOptions
  /** Known beyond a gap. */
  readonly #beyond = new Set<Seq>()
  #head: Seq
  #newest: Seq
  #gap: NodeJS.Timeout | undefined
  #reading: Promise<void> | undefined
  #queued: Promise<void> | undefined
  #freshening = false
  #gate: DocumentGate
  /** What others committed since the log was asked for a new start. */
  #news: LoggedUpdate[] | undefined

  constructor(documentId: DocumentId, state: DocumentState, options: LogFollowerOptions) {
    this.#documentId = documentId
    this.#options = options
    this.#head = state.head
    this.#newest = state.head
    this.#gate = new DocumentGate(state)
  }

  get gate(): DocumentGate {
    return this.#gate
  }

  /** Everything up to here is known. */
  get head(): Seq {
    return this.#head
  }

  /** The log goes up to here, at least. */
  get newest(): Seq {
    return this.#newest
  }

  /** The clocks as Yjs writes them. */
  stateVector(): Uint8Array {
    return encoding.encode(out => {
      encoding.writeVarUint(out, this.gate.clocks.size)
      for (const [client, clock] of this.gate.clocks) {
        encoding.writeVarUint(out, client)
        encoding.writeVarUint(out, clock)
      }
    })
  }

  /** Committed by this node; the gate knows it. */
  committed(seq: Seq): void {
    this.#see(seq)
    this.#checkGap()
    this.freshen()
  }

  /** Asks the log how large the document is, where the gate may be wrong about it by now. */
  freshen(): void {
    if (!this.gate.isStale || this.#freshening) return
    this.#freshening = true
    this.#askState()
      .catch(this.#options.failed)
      .finally(() => {
        this.#freshening = false
      })
  }

  /** Committed by other nodes. Gives those that were not known. */
  learn(updates: readonly LoggedUpdate[]): LoggedUpdate[] {
    const unseen = updates.filter(({ seq }) => this.#see(seq))
    for (const { update, session } of unseen) this.gate.learn(update, session)
    this.#news?.push(...unseen)
    this.#checkGap()
    this.freshen()
    return unseen
  }

  /** The log goes up to `head`. */
  announce(head: Seq): void {
    if (head > this.#newest) this.#newest = head
    this.#checkGap()
  }

  /** The log goes up to `head`, and what is missing will not come by itself. */
  fetch(head: Seq): void {
    if (head > this.#newest) this.#newest = head
    if (head > this.#head) this.catchUp().catch(this.#options.failed)
  }

  /** Resolves when everything is known that is in the log now. Rejects as the log does. */
  catchUp(): Promise<void> {
    if (this.#reading === undefined) return this.#start()
    // What is being read may have begun before the newest was there.
    const begin = () => {
      this.#queued = undefined
      return this.#start()
    }
    this.#queued ??= this.#reading.then(begin, begin)
    return this.#queued
  }

  /** What was on its way to the log never came there: a new gate, which knows what the log has and nothing else. Rejects as the log does. */
  async startOver(): Promise<void> {
    const news: LoggedUpdate[] = []
    this.#news = news
    try {
      // What others wrote must be told here, too.
      await this.catchUp()
      const state = await this.#readState()
      const gate = new DocumentGate(state)
      for (const { seq, update, session } of news) if (seq > state.head) gate.learn(update, session)
      this.#gate = gate
    } finally {
      this.#news = undefined
    }
  }

  close(): void {
    clearTimeout(this.#gap)
  }

  #start(): Promise<void> {
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #read(): Promise<void> {
    const { log, found, skipped } = this.#options
    const tail = await log.read(this.#documentId, this.#head)
    if (tail === undefined) throw new Error(`the log lost document ${this.#documentId}`)
    if (tail.head <= this.#head) return
    if (tail.snapshot === undefined) {
      const unseen = this.learn(unpackUpdates(tail.updates))
      if (unseen.length > 0) found(unseen)
      return
    }
    const state = await this.#askState()
    for (const seq of this.#beyond) if (seq <= state.head) this.#beyond.delete(seq)
    if (state.head > this.#head) this.#advance(state.head)
    this.announce(state.head)
    skipped()
  }

  async #askState(): Promise<DocumentState> {
    const state = await this.#readState()
    this.gate.renew(state)
    return state
  }

  async #readState(): Promise<DocumentState> {
    const state = await this.#options.log.state(this.#documentId)
    if (state === undefined) throw new Error(`the log lost document ${this.#documentId}`)
    return state
  }

  /** False when it was known. */
  #see(seq: Seq): boolean {
    if (seq <= this.#head || this.#beyond.has(seq)) return false
    if (seq === this.#head + 1) this.#advance(seq)
    else this.#beyond.add(seq)
    if (seq > this.#newest) this.#newest = seq
    return true
  }

  #advance(seq: Seq): void {
    this.#head = seq
    while (this.#beyond.delete(this.#head + 1)) this.#head++
    this.#options.moved?.()
  }

  #checkGap(): void {
    if (this.#head === this.#newest || this.#gap !== undefined) return
    const { head } = this
    this.#gap = setTimeout(() => {
      this.#gap = undefined
      // Where several nodes write there is a gap at most moments, but not the same one.
      if (this.#head === head) this.catchUp().catch(this.#options.failed)
      else this.#checkGap()
    }, gapInMs)
  }
}
