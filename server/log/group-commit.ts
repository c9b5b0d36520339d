import type { DocumentId, Seq } from '../../protocol/index.ts'
import { type Append, LogAway, LogClosed, LogFull, LogOvertaken, UnknownDocument } from './log.ts'
import { Restless } from './restless.ts'

/** An append that waits for its commit. */
export interface Entry {
  documentId: DocumentId
  update: Append
}

/** An entry's seq, or why it has none. */
export type Outcome = Seq | 'unknown' | 'overtaken'

export interface GroupCommitOptions {
  /** Makes `entries` durable together, in their order, but for those of a document that is unknown, or was overtaken.
   *  @throws {LogFull} when nothing was written and a later commit may work, as it may after {LogAway}; anything else is
   *  fatal */
  commit(entries: readonly Entry[]): Promise<readonly Outcome[]>
  /** A commit failed and nobody knows what is on the disk. Every later append is rejected with the same error. */
  onFatal(error: Error): void
  /** Commits start at least this far apart, in milliseconds, so that under load several edits share one fsync, one hop
   *  between threads and one frame to the room. Whoever writes less often than that never waits. */
  paceMs?: number
  maxRows?: number
  maxBytes?: number
}

/** A frame on a screen: nobody sees it, and whoever writes alone never waits at all. Every commit wakes two threads and everybody in
 *  its rooms, which costs more than its work (`npm run bench:log` shows the CPU of several paces). */
const defaultPaceMs = 16
/** So soon after another a commit starts for somebody whom the pace would hold up for the sake of who writes without a pause. Where all
 *  write as people do, nobody is: then it is the many who make the load, and the pace is for them. */
const hurriedPaceMs = 4
/** What SQLite writes in some 10 ms: a larger commit gains nothing and keeps the next one waiting. */
const defaultMaxRows = 2000
/** At least one update goes, however large. */
const defaultMaxBytes = 8 * 1024 * 1024

interface Waiting extends Entry {
  resolve: (seq: Seq) => void
  reject: (error: Error) => void
}

/**
 * Gathers what is appended, all documents together, while a commit is under way or due, and commits it at once.
 *
 * Promises of one commit settle in one go, in the order of their appends: what runs in a microtask after the first of
 * them finds all of them settled. When a commit is refused, appends of the same documents that wait behind it are
 * rejected with it, in that same go: no update lands behind one that is missing. An append that is made after one sees
 * its document's rejection is a new attempt.
 */
export class GroupCommit {
  readonly #options: Required<GroupCommitOptions>
  #waiting: Waiting[] = []
  #phase: 'idle' | 'scheduled' | 'committing' = 'idle'
  /** Before this moment, on `performance.now()`'s clock, no commit starts. */
  #notBefore = 0
  #startedAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  readonly #restless = new Restless()
  #refusal: Error | undefined
  #closing: PromiseWithResolvers<void> | undefined

  constructor(options: GroupCommitOptions) {
    this.#options = {
      paceMs: defaultPaceMs,
      maxRows: defaultMaxRows,
      maxBytes: defaultMaxBytes,
      ...options,
    }
  }

  append(documentId: DocumentId, update: Append): Promise<Seq> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ documentId, update, resolve, reject })
      this.#hurry(update.session)
      if (this.#phase === 'idle') this.#schedule()
    })
  }

  /** Who writes now and then waits for nobody's pace but a short one, beside who writes all the time. */
  #hurry(session: number): void {
    const now = performance.now()
    if (this.#restless.wrote(session, now) || !this.#restless.isAny) return
    const soon = this.#startedAt + hurriedPaceMs
    if (soon >= this.#notBefore) return
    this.#notBefore = soon
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#schedule()
  }

  /** Refuses further appends; resolves when those that wait are settled. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing.promise
    this.#refusal ??= new LogClosed('the log is closed')
    this.#closing = Promise.withResolvers()
    if (this.#phase === 'idle') this.#closing.resolve()
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer)
      this.#start()
    }
    return this.#closing.promise
  }

  #schedule(): void {
    this.#phase = 'scheduled'
    const waitMs = this.#closing === undefined ? this.#notBefore - performance.now() : 0
    // At once means after everything that has arrived with this turn of the event loop: it shares the commit.
    if (waitMs <= 0) setImmediate(() => this.#start())
    else this.#timer = setTimeout(() => this.#start(), Math.ceil(waitMs))
  }

  #start(): void {
    this.#timer = undefined
    this.#phase = 'committing'
    this.#startedAt = performance.now()
    this.#notBefore = this.#startedAt + this.#options.paceMs
    const entries = this.#take()
    this.#options.commit(entries).then(
      outcomes => this.#accept(entries, outcomes),
      (error: unknown) => this.#refuse(entries, error instanceof Error ? error : new Error(String(error))),
    )
  }

  #take(): Waiting[] {
    const { maxRows, maxBytes } = this.#options
    let rows = 0
    let bytes = 0
    for (const { update } of this.#waiting) {
      bytes += update.update.length
      if (rows > 0 && (rows === maxRows || bytes > maxBytes)) return this.#waiting.splice(0, rows)
      rows++
    }
    const all = this.#waiting
    this.#waiting = []
    return all
  }

  #accept(entries: readonly Waiting[], outcomes: readonly Outcome[]): void {
    const overtaken = new Map<DocumentId, LogOvertaken>()
    for (const [i, { documentId, resolve, reject }] of entries.entries()) {
      const outcome = outcomes[i]
      if (typeof outcome === 'number') resolve(outcome)
      else if (outcome === 'overtaken') {
        const error = overtaken.get(documentId) ?? new LogOvertaken(`${documentId} has moved on`)
        overtaken.set(documentId, error)
        reject(error)
      } else reject(new UnknownDocument(`there is no document ${documentId}`))
    }
    if (overtaken.size > 0) this.#rejectBehind(documentId => overtaken.get(documentId))
    this.#next()
  }

  #refuse(entries: readonly Waiting[], error: Error): void {
    const isFatal = !(error instanceof LogFull || error instanceof LogAway)
    if (isFatal) this.#refusal = error
    const refused = new Set(entries.map(entry => entry.documentId))
    for (const entry of entries) entry.reject(error)
    this.#rejectBehind(documentId => (isFatal || refused.has(documentId) ? error : undefined))
    if (isFatal) this.#options.onFatal(error)
    this.#next()
  }

  /** Of what waits behind a commit. */
  #rejectBehind(errorOf: (documentId: DocumentId) => Error | undefined): void {
    const behind = this.#waiting
    this.#waiting = []
    for (const entry of behind) {
      const error = errorOf(entry.documentId)
      if (error === undefined) this.#waiting.push(entry)
      else entry.reject(error)
    }
  }

  #next(): void {
    if (this.#waiting.length > 0) {
      this.#schedule()
      return
    }
    this.#phase = 'idle'
    this.#closing?.resolve()
  }
}
