import type { DocumentId, LoggedUpdate, Seq, Summary } from '../../protocol/index.ts'

/** A document's log as a session needs it when it begins. */
export interface DocumentState {
  head: Seq
  /** Next expected clock by Yjs client ID: everything in the log up to `head`. */
  clocks: Map<number, number>
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
export type Append = Omit<LoggedUpdate, 'seq'>

/**
 * The append-only log of every document: the truth. `openSqliteLog` implements it; `log.contract.ts` is what any
 * implementation passes.
 *
 * Unknown documents give `undefined`. After `close()` every call rejects with `LogClosed`.
 */
export interface Log {
  /** Names this log's numbering. Changes when the log is replaced by another (a restored backup), and only then. */
  readonly epoch: string
  /** One line for people: what and where the store is. */
  readonly description: string
  create(documentId: DocumentId): Promise<void>
  state(documentId: DocumentId): Promise<DocumentState | undefined>
  /** Resolves with the update's place once it is durable (fsync). Appends of one document keep their order.
   *  Nothing of a rejected append is in the log.
   *  @throws {LogFull} when the disk is full: nothing was written, later appends may work
   *  @throws {UnknownDocument} */
  append(documentId: DocumentId, update: Append): Promise<Seq>
  read(documentId: DocumentId, after: Seq): Promise<Tail | undefined>
  /** The newest snapshot, if there is one. */
  snapshot(documentId: DocumentId): Promise<StoredSnapshot | undefined>
  /** Folds what follows the newest snapshot into a new one, and derives the summary. Off the event loop, in bounded
   *  time; harmless at any moment. Resolves when done, or when there was nothing to do. */
  compact(documentId: DocumentId): Promise<void>
  /** In the order of `ids`; unknown documents are left out. */
  summaries(ids: readonly DocumentId[]): Promise<Summary[]>
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>
}

export class LogClosed extends Error {
  override readonly name = 'LogClosed'
}
export class LogFull extends Error {
  override readonly name = 'LogFull'
}
export class UnknownDocument extends Error {
  override readonly name = 'UnknownDocument'
}
