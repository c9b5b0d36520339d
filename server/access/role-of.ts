import type { DocumentId, Role } from '../../protocol/index.ts'

/** What whoever holds a document's link may do with it. The one place that is asked; today every link lets edit. */
export function roleOf(_documentId: DocumentId): Role {
  return 'editor'
}
