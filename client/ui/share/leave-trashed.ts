import { recentDocuments, without } from '../device/recent-documents.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { sayTrashed } from '../start/say-trashed.ts'

/** What is in the trash is left, and no longer among what one opened; for a moment that can be taken back. */
export function leaveTrashed(
  { id, giveUp }: Pick<OpenDocument, 'id' | 'giveUp'>,
  navigate: (to: string) => void,
): void {
  const before = recentDocuments.get()
  giveUp()
  recentDocuments.set(without(before, id))
  sayTrashed(id, { takenBack: () => recentDocuments.set(before) })
  navigate('/')
}
