import { sql } from 'kysely'
import type { DocumentId } from '../../../protocol/index.ts'
import type { Batch } from '../batch.ts'
import { rowOverheadBytes } from '../queries.ts'
import type { Database } from '../schema.ts'
import { type TailState, TailWatch } from '../tail-watch.ts'
import type { Moved } from './append-statement.ts'

/** As many as are watched: whoever is forgotten is looked at anew. */
const maxHeads = 10_000

/** A document that has grown by a commit. */
interface Grown {
  id: DocumentId
  key: number
  head: number
  rows: number
  bytes: number
}

/** Notices by what is appended here that a document's tail has grown long, although other nodes append to it, and fold
 *  it, too. */
export class Tails {
  readonly #db: Database
  readonly #onLong: (id: DocumentId) => void
  readonly #found = new Map<number, TailState>()
  readonly #heads = new Map<number, number>()
  readonly #watch = new TailWatch(key => this.#found.get(key) ?? { rows: 0, bytes: 0, inflated: 0 })

  constructor(db: Database, onLong: (id: DocumentId) => void) {
    this.#db = db
    this.#onLong = onLong
  }

  /** After a commit, and not in its way. */
  async appended(batch: Batch, moved: readonly Moved[]): Promise<void> {
    const grown = this.#growthOf(batch, moved)
    await this.#look(grown.filter(({ key }) => !this.#watch.watches(key)))
    const due = grown.filter(each => this.#watch.grew(each.key, each))
    if (due.length === 0) return
    // Another node may have folded it meanwhile.
    for (const { key } of due) this.#watch.forget(key)
    await this.#look(due)
    for (const each of due) if (this.#watch.grew(each.key, each)) this.#onLong(each.id)
  }

  /** The document has a new snapshot. */
  compacted(key: number): void {
    this.#watch.forget(key)
  }

  /** What others have appended since the last time counts, at the size of our own. */
  #growthOf({ documents, numbers }: Batch, moved: readonly Moved[]): Grown[] {
    if (this.#heads.size > maxHeads) this.#heads.clear()
    const bytes: number[] = []
    let at = 2
    for (const { rows } of documents) {
      let sum = 0
      for (let i = 0; i < rows; i++, at += 3) sum += (numbers[at] ?? 0) + rowOverheadBytes
      bytes.push(sum)
    }
    return moved.flatMap(({ place, key, head }) => {
      const document = documents[place - 1]
      if (document === undefined) return []
      const rows = head - (this.#heads.get(key) ?? head - document.rows)
      this.#heads.set(key, head)
      return { id: document.id, key, head, rows, bytes: ((bytes[place - 1] ?? 0) * rows) / document.rows }
    })
  }

  async #look(grown: readonly Grown[]): Promise<void> {
    this.#found.clear()
    if (grown.length === 0) return
    const { rows } = await sql<TailState & { key: number }>`
      SELECT d.key, d.head - coalesce(s.seq, 0) AS rows, coalesce(s.inflated, 0) AS inflated, coalesce((
        SELECT sum(length(bytes) + ${sql.lit(rowOverheadBytes)}) FROM updates
        WHERE document = d.key AND seq > coalesce(s.seq, 0)
      ), 0) AS bytes
      FROM documents AS d LEFT JOIN snapshots AS s ON s.document = d.key
      WHERE d.key = ANY (${grown.map(({ key }) => key)}::bigint[])`.execute(this.#db)
    for (const { key, ...state } of rows) this.#found.set(key, state)
  }
}
