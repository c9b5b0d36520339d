import type { DocumentId } from '../../../protocol/index.ts'
import type { OpenDocument } from './open-document.ts'

/** What is asked of a document here: whether all of it is saved, and to close. */
export type Closable = Pick<OpenDocument, 'status' | 'close'>

interface Use<Opened> {
  opened: Opened
  users: number
  leaving: (() => void) | undefined
}

/**
 * The documents open in this window, and who uses them. A page that is left with unsaved edits does not take them
 * along: the document stays open behind the scenes until the server has them. Coming back finds it as it was.
 */
export class DocumentsInUse<Opened extends Closable> {
  readonly #uses = new Map<DocumentId, Use<Opened>>()
  readonly #open: (id: DocumentId) => Opened

  constructor(open: (id: DocumentId) => Opened) {
    this.#open = open
  }

  /** `release` may be called twice. */
  acquire(id: DocumentId): { opened: Opened; release: () => void } {
    const use = this.#uses.get(id) ?? { opened: this.#open(id), users: 0, leaving: undefined }
    this.#uses.set(id, use)
    use.leaving?.()
    use.leaving = undefined
    use.users++
    let released = false
    return {
      opened: use.opened,
      release: () => {
        if (released) return
        released = true
        use.users--
        if (use.users === 0) this.#leave(id, use)
      },
    }
  }

  /** Edits that would be gone with the window: not acknowledged, and not kept on the device. */
  hasUnkeptEdits(): boolean {
    return [...this.#uses.values()].some(({ opened }) => {
      const { unsaved, keptOnDevice } = opened.status.get()
      return unsaved > 0 && !keptOnDevice
    })
  }

  #leave(id: DocumentId, use: Use<Opened>): void {
    // In a task of its own: React's strict mode and a quick way back release and acquire in one breath.
    const timer = setTimeout(() => this.#closeWhenSaved(id, use))
    use.leaving = () => clearTimeout(timer)
  }

  #closeWhenSaved(id: DocumentId, use: Use<Opened>): void {
    const { opened } = use
    const check = () => {
      if (opened.status.get().unsaved > 0) return
      unsubscribe()
      this.#uses.delete(id)
      void opened.close()
    }
    const unsubscribe = opened.status.subscribe(check)
    use.leaving = unsubscribe
    check()
  }
}

/** Asks before the window closes over words that are nowhere else. Returns its own undo. */
export function guardUnload(documents: DocumentsInUse<Closable>): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (documents.hasUnkeptEdits()) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  return () => removeEventListener('beforeunload', ask)
}
