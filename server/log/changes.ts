import type { Seq } from '../../protocol/index.ts'

/** A run of a document's log, for whoever follows it. */
export interface Changes {
  /** Behind which it begins: as it was asked for, or 0 where the log ends before that. That number was another log's. */
  after: Seq
  head: Seq
  /** Stands for everything up to its seq, of which the updates are not there any more. */
  snapshot?: { seq: Seq; size: number }
  /** `packUpdates` of the updates behind `after`, or behind the snapshot: without gaps, and perhaps not up to `head`. */
  updates: Uint8Array
}
