import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Batch } from '../batch.ts'
import type { Moved } from './append-statement.ts'

/** Of one document. */
interface Heads {
  /** Where this node's last commit left it. */
  head: Seq
  /** What others appended lies at this or below. */
  others: Seq
}

/** Enough for all documents that are being written at once; of a forgotten one its next turns are looked at. */
const maxDocuments = 10_000

/** Knows of which documents this node is the only writer, as far as one can tell: what they hold, it has let in itself. */
export class Company {
  readonly #documents = new Map<DocumentId, Heads>()

  /** Where each document's head is if nobody else has written since its updates were let in; -1 where somebody may have. */
  expected({ documents, turns }: Batch): number[] {
    const known = documents.map(() => Number.POSITIVE_INFINITY)
    for (const turn of turns) {
      known[turn.place - 1] = Math.min(turn.known, known[turn.place - 1] ?? turn.known)
    }
    return documents.map(({ id }, i) => {
      const heads = this.#documents.get(id)
      return heads !== undefined && heads.others <= (known[i] ?? 0) ? heads.head : -1
    })
  }

  committed({ documents }: Batch, moved: readonly Moved[]): void {
    if (this.#documents.size + moved.length > maxDocuments) this.#documents.clear()
    for (const { place, head } of moved) {
      const { id, rows } = documents[place - 1] ?? { id: '', rows: 0 }
      const before = head - rows
      const heads = this.#documents.get(id)
      const others = heads?.head === before ? heads.others : before
      this.#documents.set(id, { head, others })
    }
  }
}
