import type { Extent } from './queries.ts'

/** How a document's log stands: what follows its newest snapshot, and that snapshot's size, not compressed. */
export interface TailState extends Extent {
  inflated: number
}

/** Reading a tail back takes some 3 ms per 1,000 rows, and folding one as long again: an opening should not wait longer. */
const longRows = 2000
/** About what a snapshot of a long paper takes on the wire, four times over. */
const longBytes = 256 * 1024
/** Folding a tail means to load and encode the whole document again, at 0.2 ms for each KB of it. With a tail of half its
 *  size that is less, for each update, than its commit took. */
const fairShare = 0.5
/** Enough for all documents that are being written at once; forgetting the others costs a query when they come back. */
const maxWatched = 10_000

interface Watched extends TailState {
  /** After a document has been called due, its tail must double before it is called so again: whatever keeps it from
   *  being folded would meet the same again. */
  nextRows: number
}

/** Knows when a document's tail has grown so long that a compaction pays. */
export class TailWatch {
  readonly #watched = new Map<number, Watched>()
  readonly #look: (document: number) => TailState

  /** `look` finds how a document stands that is not watched yet. */
  constructor(look: (document: number) => TailState) {
    this.#look = look
  }

  /** Whether a growth of the document would be counted without looking. */
  watches(document: number): boolean {
    return this.#watched.has(document)
  }

  /** Counts `growth`, which is in the log already. True when the document is due. */
  grew(document: number, growth: Extent): boolean {
    const known = this.#watched.get(document)
    const tail = known ?? this.#watch(document)
    if (known !== undefined) {
      known.rows += growth.rows
      known.bytes += growth.bytes
    }
    if (tail.rows < tail.nextRows || !isLong(tail)) return false
    tail.nextRows = 2 * tail.rows
    return true
  }

  /** The document has a new snapshot. */
  forget(document: number): void {
    this.#watched.delete(document)
  }

  #watch(document: number): Watched {
    if (this.#watched.size >= maxWatched) this.#watched.clear()
    const watched = { ...this.#look(document), nextRows: 0 }
    this.#watched.set(document, watched)
    return watched
  }
}

function isLong({ rows, bytes, inflated }: TailState): boolean {
  return (rows > longRows || bytes > longBytes) && bytes >= fairShare * inflated
}
