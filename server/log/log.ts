import type { DocumentId, LoggedUpdate, Seq, Summary } from '../../protocol/index.ts'
import type { Claims, Writes } from './authors.ts'
import type { Outline } from './outline.ts'

/** A document's log as a session needs it when it begins. */
export interface DocumentState {
  head: Seq
  /** Next expected clock by Yjs client ID: everything in the log up to `head`. */
  clocks: Map<number, number>
  /** Without it, as if there were nothing yet. */
  outline?: Outline
  /** Without it, as if nobody had claimed anything. */
  claims?: Claims
}

/** What a reader at `after` lacks: the tail, or, where that costs less or the tail is gone, a snapshot and what follows. */
export interface Tail {
  head: Seq
  snapshot?: StoredSnapshot
  /** `packUpdates` of the updates after `after`, or after the snapshot; without gaps, up to `head`. */
  updates: Uint8Array
}

/** The log folded up to `seq`: a gzipped Yjs v2 update. */
export interface StoredSnapshot {
  seq: Seq
  bytes: Uint8Array
}

/** An update on its way into the log; `session` and `n` name it to its sender (see `LoggedUpdate`). */
export interface Append extends Omit<LoggedUpdate, 'seq'> {
  /** Without it, it is nobody's, and is not looked at. */
  writes?: Writes | undefined
}

/**
 * The append-only log of every document: the truth. `openSqliteLog` implements it; `log.contract.ts` is what any
 * implementation passes.
 *
 * Unknown documents give `undefined`. After `close()` every call rejects with `LogClosed`. While its store cannot be reached,
 * any call may reject with `LogAway`. A failure after which nobody
 * knows what is on the disk is fatal: an implementation tells it by a callback, and every call from then on may reject
 * with it; whoever opened the log ends the process.
 */
export interface Log {
  /** Names this log's numbering. Changes when the log is replaced by another (a restored backup), and only then. */
  readonly epoch: string
  /** One line for people: what and where the store is. */
  readonly description: string
  /** Other nodes write to the same log: its documents grow by more than what this one appends. */
  readonly shared: boolean
  /** For how many milliseconds the store has not answered; 0 while it does. Meanwhile appends wait, and after a while they
   *  are refused; reads are refused. Only a store that is reached by a network goes away. */
  readonly awayInMs: number
  /** Resolves when the document is durable. One that is there already stays as it is.
   *  @throws {LogFull} */
  create(documentId: DocumentId): Promise<void>
  state(documentId: DocumentId): Promise<DocumentState | undefined>
  /** Resolves with the update's place once it is durable (fsync). Appends of one document keep their order, and all that
   *  are committed together settle in one go, in that order: a microtask after the first finds the others settled.
   *
   *  Nothing of a rejected append is in the log (except, perhaps, after `LogAway`), and nothing lands behind one that is missing: when an append is rejected,
   *  every append of its document made before that rejection is seen is rejected in the same go. One made after it is a
   *  new attempt, and may work. Whoever kept account of the document throws the account away and asks for `state()`.
   *  What is known of `writes.ids` is looked at, and written down, in the transaction that makes the update durable. So all that is in the
   *  log under one client ID came from one session after the other, and each had seen what came before it.
   *  @throws {LogOvertaken} when that does not hold any more: another session has written under the same ID since
   *  @throws {LogFull} when the disk is full: nothing was written, later appends work once there is room
   *  @throws {LogAway} when the store has not answered for long: what was asked of it last may be in the log all the same
   *  @throws {UnknownDocument} */
  append(documentId: DocumentId, update: Append): Promise<Seq>
  /** Who wrote what: each claimed client ID's author. */
  authors(documentId: DocumentId): Promise<Map<number, string>>
  /** The heads of those that are known; one cheap query, however many. */
  heads(documentIds: readonly DocumentId[]): Promise<Map<DocumentId, Seq>>
  /** What follows `after`. From the start if the log ends before `after`: that number was another log's. */
  read(documentId: DocumentId, after: Seq): Promise<Tail | undefined>
  /** The newest snapshot, if there is one. */
  snapshot(documentId: DocumentId): Promise<StoredSnapshot | undefined>
  /** Folds what follows the newest snapshot into a new one, and derives the summary. Off the event loop, in bounded
   *  time; harmless at any moment. Resolves when done, when there was nothing to do, and when it could not be done:
   *  the log is as good without. An implementation compacts by itself, too, when a tail has grown long. */
  compact(documentId: DocumentId): Promise<void>
  /** In the order of `ids`. Left out: unknown documents, and those that have changed since their last compaction. */
  summaries(ids: readonly DocumentId[]): Promise<Summary[]>
  /** Finishes what was accepted, then closes. Compactions are given up. */
  close(): Promise<void>
}

/** The log cannot be opened. The message is one sentence for people, which says what to do. */
export class CannotOpenLog extends Error {
  override readonly name = 'CannotOpenLog'
}
export class LogClosed extends Error {
  override readonly name = 'LogClosed'
}
export class LogFull extends Error {
  override readonly name = 'LogFull'
}
/** The store does not answer, or not as it should: try again later. */
export class LogAway extends Error {
  override readonly name = 'LogAway'
}
/** What an update builds on is not as it was when it was let in: look again. */
export class LogOvertaken extends Error {
  override readonly name = 'LogOvertaken'
}
export class UnknownDocument extends Error {
  override readonly name = 'UnknownDocument'
}
