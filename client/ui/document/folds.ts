import * as v from 'valibot'
import { type DocumentId, documentIdSchema } from '../../../protocol/index.ts'
import type { FoldStore } from '../../editor/index.ts'
import { keep } from '../device/kept.ts'

const maxDocuments = 50
const maxSections = 100

const foldsSchema = v.array(
  v.object({ id: documentIdSchema, unfolded: v.array(v.pipe(v.string(), v.maxLength(40))) }),
)
const folds = keep<v.InferOutput<typeof foldsSchema>>('folds', foldsSchema, () => [])

/** Which sections of a document are unfolded on this device; the documents that were folded last are remembered. */
export function foldsOf(id: DocumentId): FoldStore {
  return {
    read: () => folds.get().find(each => each.id === id)?.unfolded ?? [],
    write(unfolded) {
      const others = folds.get().filter(each => each.id !== id)
      const own = unfolded.length === 0 ? [] : [{ id, unfolded: unfolded.slice(0, maxSections) }]
      folds.set([...own, ...others].slice(0, maxDocuments))
    },
  }
}
