import type { DocumentId } from '../../../protocol/index.ts'
import type { Imported } from '../../editor/files/index.ts'

const pending = new Map<DocumentId, Imported>()

/** What the new document `id` is to begin with, once it is open. */
export function keepImport(id: DocumentId, imported: Imported): void {
  pending.set(id, imported)
}

/** Gives it to one who will write it, once. */
export function takeImport(id: DocumentId): Imported | undefined {
  const imported = pending.get(id)
  pending.delete(id)
  return imported
}

export function hasImport(id: DocumentId): boolean {
  return pending.has(id)
}
