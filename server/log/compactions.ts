import type { DocumentId, Seq } from '../../protocol/index.ts'
import type { Compactor } from './compactor-thread.ts'
import type { CopiedLog } from './copy-document.ts'
import type { FoldedLog } from './fold.ts'
import { LogAway } from './log.ts'
import type { PackedTail } from './packed-tail.ts'
import type { UnfoldedTail } from './read-log.ts'
import type { Schema } from './schema.ts'
import type { Thread } from './thread.ts'
import { ThreadOnDemand } from './thread-on-demand.ts'

/** A compaction that did not come to its end. The log is whole without it; its document opens more slowly. */
export interface CompactionTrouble {
  documentId: DocumentId
  /** How many updates follow the document's newest snapshot. It is left alone until they are twice as many. */
  tailRows: number
  /** 'incomplete': an update refers to what the log does not have. */
  reason: 'out-of-time' | 'incomplete' | 'failed'
  error?: Error
}

/** What a store does for a compaction. */
export interface CompactionStore {
  /** Undefined where there is nothing to fold. */
  findUnfolded(id: DocumentId): Promise<UnfoldedTail | undefined>
  readPiece(piece: { document: number; after: Seq; upTo: Seq }): Promise<PackedTail>
  findBehind(place: { document: number; seq: Seq; bytes: number }): Promise<Seq>
  keep(compacted: Compacted): Promise<void>
  /** True when there is more. */
  prune(piece: { document: number; upTo: Seq }): Promise<boolean>
}

export interface Compacted {
  snapshot: Schema['snapshots']
  summary: Schema['summaries']
}

export interface CompactionOptions {
  store: CompactionStore
  startCompactor(): Promise<Thread<Compactor>>
  onTrouble(trouble: CompactionTrouble): void
  budgetMs: number
}

/** Bounds the memory that a tail takes beside its Y.Doc, and the time for which other readers wait. */
const rowsAtOnce = 2000
/** Rows behind a snapshot stay while they are fewer bytes than this, or than twice the snapshot: whoever was away for a
 *  moment gets what was missed, not the document. Beyond, the snapshot is the shorter way. */
const minKeptBytes = 256 * 1024

/** Folds documents, one after the other, in a thread that is there while there is work. */
export class Compactions {
  readonly #options: CompactionOptions
  /** Those that have not begun: who asks again gets the same. */
  readonly #queued = new Map<DocumentId, Promise<void>>()
  readonly #leftAlone = new Map<DocumentId, number>()
  #last: Promise<void> = Promise.resolve()
  readonly #thread: ThreadOnDemand<Compactor>
  #closed = false

  constructor(options: CompactionOptions) {
    this.#options = options
    this.#thread = new ThreadOnDemand({ start: options.startCompactor, budgetMs: options.budgetMs })
  }

  /** Never rejects: what goes wrong is told to `onTrouble`. */
  compact(documentId: DocumentId): Promise<void> {
    const queued = this.#queued.get(documentId)
    if (queued !== undefined) return queued
    const done = this.#last.then(() => {
      this.#queued.delete(documentId)
      return this.#compactNow(documentId)
    })
    this.#queued.set(documentId, done)
    this.#last = done
    return done
  }

  /** See `copyDocument`. Undefined: it could not be done.  */
  copy(snapshot: Uint8Array | undefined, title: string): Promise<CopiedLog | undefined> {
    const copying = this.#last.then(async () => {
      const copied = this.#closed
        ? undefined
        : await this.#thread.run(thread => thread.call('copy', { snapshot, title }))
      return typeof copied === 'string' ? undefined : copied
    })
    this.#last = copying.then(
      () => {},
      () => {},
    )
    return copying
  }

  /** Gives up what is under way; resolves when nothing is touched any more. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#thread.stop()
    await this.#last
  }

  async #compactNow(documentId: DocumentId): Promise<void> {
    let tailRows = 0
    try {
      const unfolded = this.#closed ? undefined : await this.#options.store.findUnfolded(documentId)
      if (unfolded === undefined || this.#closed) return
      tailRows = unfolded.head - (unfolded.snapshot?.seq ?? 0)
      if (tailRows < 2 * (this.#leftAlone.get(documentId) ?? 0)) return
      const folded = await this.#thread.run(thread => this.#fold(thread, unfolded))
      this.#leftAlone.delete(documentId)
      if (folded === 'overtaken') return
      if (typeof folded === 'string') this.#leaveAlone({ documentId, tailRows, reason: folded })
      else await this.#keep(unfolded, folded)
    } catch (error) {
      // Closing ends the thread in the middle of its work. While the store is away nothing can be done, and that is told
      // elsewhere.
      if (!this.#closed && !(error instanceof LogAway))
        this.#leaveAlone({ documentId, tailRows, reason: 'failed', error: asError(error) })
    }
  }

  async #keep({ document, head }: UnfoldedTail, folded: FoldedLog): Promise<void> {
    const { store } = this.#options
    const { bytes, inflated, clocks, title, excerpt, text, foldedTitle, foldedText } = folded
    const keptBytes = Math.max(minKeptBytes, 2 * bytes.length)
    await store.keep({
      snapshot: { document, seq: head, inflated, clocks, bytes },
      summary: { document, title, excerpt, text, folded_title: foldedTitle, folded_text: foldedText },
    })
    const upTo = await store.findBehind({ document, seq: head, bytes: keptBytes })
    let more = upTo > 0
    while (more && !this.#closed) more = await store.prune({ document, upTo })
  }

  /** Reads without one long transaction, which would keep SQLite's write-ahead log from being reset: rows behind the head
   *  never change. 'overtaken': another node has folded them meanwhile, and then deleted some. What is left must not be taken
   *  for the document. */
  async #fold(
    thread: Thread<Compactor>,
    { document, snapshot, head }: UnfoldedTail,
  ): Promise<FoldedLog | 'incomplete' | 'overtaken'> {
    await thread.call('begin', snapshot?.bytes)
    for (let after = snapshot?.seq ?? 0; after < head; after += rowsAtOnce) {
      const upTo = Math.min(after + rowsAtOnce, head)
      const piece = await this.#options.store.readPiece({ document, after, upTo })
      if (piece.lengths.length < upTo - after) return 'overtaken'
      await thread.call('add', piece)
    }
    return thread.call('finish', undefined)
  }

  #leaveAlone(trouble: CompactionTrouble): void {
    this.#leftAlone.set(trouble.documentId, trouble.tailRows)
    this.#options.onTrouble(trouble)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
