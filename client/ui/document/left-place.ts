import type { DocumentId } from '../../../protocol/index.ts'
import type { OpenDocument } from './open-document.ts'

const storageKey = (id: DocumentId): string => `quire:place:${id}`

/** Where the caret stands, for this window when it comes back from signing in. */
export function leavePlace({ id, editor }: Pick<OpenDocument, 'id' | 'editor'>): void {
  const head = editor.get()?.state.selection.head
  if (head === undefined) return
  try {
    sessionStorage.setItem(storageKey(id), String(head))
  } catch (error) {
    // Storage may be switched off: then one clicks where one was.
    if (!(error instanceof DOMException)) throw error
  }
}

/** Undefined: this window does not come back to the document. Told once. */
export function takePlace(id: DocumentId): number | undefined {
  try {
    const place = sessionStorage.getItem(storageKey(id))
    sessionStorage.removeItem(storageKey(id))
    return place !== null && /^\d{1,9}$/.test(place) ? Number(place) : undefined
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
