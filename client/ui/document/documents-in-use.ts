import type * as Y from 'yjs'
import type { DocumentId } from '../../../protocol/index.ts'
import type { OpenDocument } from './open-document.ts'

/** What is asked of a document here: whether all of it is saved, also what was said beside it, and to close. */
export type Closable = Pick<OpenDocument, 'status' | 'unsaid' | 'close'>

/** `forks`: it goes on in `doc`, in place of the one that there was; `forked` is told when there is such a one. */
type Open<Opened> = (
  id: DocumentId,
  options: { forks?: { before: Opened; doc: Y.Doc }; forked: (doc: Y.Doc) => void },
) => Opened

interface Use<Opened> {
  opened: Opened
  users: Set<{ replaced(opened: Opened): void }>
  leaving: (() => void) | undefined
}

/**
 * The documents open in this window, and who uses them. A page that is left with unsaved edits does not take them
 * along: the document stays open behind the scenes until the server has them. Coming back finds it as it was.
 */
export class DocumentsInUse<Opened extends Closable> {
  readonly #uses = new Map<DocumentId, Use<Opened>>()
  readonly #open: Open<Opened>

  constructor(open: Open<Opened>) {
    this.#open = open
  }

  /** `replaced`: the document goes on in another one, which takes its place. `release` may be called twice. */
  acquire(
    id: DocumentId,
    replaced: (opened: Opened) => void = () => {},
  ): { opened: Opened; release: () => void } {
    const use = this.#uses.get(id) ?? this.#begin(id)
    const user = { replaced }
    use.leaving?.()
    use.leaving = undefined
    use.users.add(user)
    return {
      opened: use.opened,
      release: () => {
        if (use.users.delete(user) && use.users.size === 0) this.#leave(id, use)
      },
    }
  }

  /** Edits, or messages, that would be gone with the window: not acknowledged, and not kept on the device. */
  hasUnkeptEdits(): boolean {
    return [...this.#uses.values()].some(({ opened }) => {
      const { unsaved, keptOnDevice } = opened.status.get()
      return (unsaved > 0 && !keptOnDevice) || opened.unsaid.get().unkept > 0
    })
  }

  #begin(id: DocumentId): Use<Opened> {
    const forked = (doc: Y.Doc) => {
      const before = use.opened
      use.opened = this.#open(id, { forks: { before, doc }, forked })
      for (const user of [...use.users]) user.replaced(use.opened)
      void before.close()
      use.leaving?.()
      if (use.users.size === 0) this.#leave(id, use)
    }
    const use: Use<Opened> = { opened: this.#open(id, { forked }), users: new Set(), leaving: undefined }
    this.#uses.set(id, use)
    return use
  }

  #leave(id: DocumentId, use: Use<Opened>): void {
    // In a task of its own: React's strict mode and a quick way back release and acquire in one breath.
    const timer = setTimeout(() => this.#closeWhenSaved(id, use))
    use.leaving = () => clearTimeout(timer)
  }

  #closeWhenSaved(id: DocumentId, use: Use<Opened>): void {
    const { opened } = use
    const check = () => {
      if (opened.status.get().unsaved > 0 || opened.unsaid.get().waiting > 0) return
      unsubscribe()
      this.#uses.delete(id)
      void opened.close()
    }
    const undo = [opened.status.subscribe(check), opened.unsaid.subscribe(check)]
    const unsubscribe = () => {
      for (const each of undo) each()
    }
    use.leaving = unsubscribe
    check()
  }
}

/** Asks before the window closes over words that are nowhere else. Returns its own undo. */
export function guardUnload(documents: Pick<DocumentsInUse<Closable>, 'hasUnkeptEdits'>): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (documents.hasUnkeptEdits()) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  return () => removeEventListener('beforeunload', ask)
}
