import type * as Y from 'yjs'
import type { Concurrency } from './concurrent-changes.ts'
import type { DeletionWatch, Rescue, WordRescue } from './index.ts'

export interface LateRescueOptions extends Concurrency {
  /** What others do waits until the returned function is called. */
  hold: () => () => void
}

/** Others' changes wait no longer than this for code that does not come. */
const mostPatienceInMs = 5000

/**
 * Brings words back as `WordRescue` does. Its code comes once there is something to lose, which is right after the first letter that is written,
 * or found on the device; what others do is not let in before.
 */
export class LateRescue implements Rescue {
  readonly #content: Y.XmlFragment
  readonly #options: LateRescueOptions
  readonly #watches = new Map<DeletionWatch, (() => void) | undefined>()
  #rescue: WordRescue | undefined
  #isAsked = false
  #isClosed = false

  constructor(content: Y.XmlFragment, options: LateRescueOptions) {
    this.#content = content
    this.#options = options
    content.doc?.on('afterTransaction', this.#look)
  }

  watch(deletions: DeletionWatch): () => void {
    this.#watches.set(deletions, this.#rescue?.watch(deletions))
    return () => {
      this.#watches.get(deletions)?.()
      this.#watches.delete(deletions)
    }
  }

  close(): void {
    this.#isClosed = true
    this.#content.doc?.off('afterTransaction', this.#look)
    this.#rescue?.close()
  }

  readonly #look = (transaction: Y.Transaction): void => {
    if (this.#isAsked || transaction.changed.size === 0) return
    const isOthers = this.#options.arriving(transaction) !== undefined
    // Where nothing is written here there are no words to lose; a caret will be.
    if (isOthers && this.#watches.size === 0) return
    this.#isAsked = true
    const letIn = isOthers ? () => {} : this.#options.hold()
    const patience = setTimeout(letIn, mostPatienceInMs)
    const done = () => {
      clearTimeout(patience)
      letIn()
    }
    // The letter is to be seen first.
    setTimeout(() => void this.#fetch().finally(done), 0)
  }

  async #fetch(): Promise<void> {
    try {
      const { WordRescue } = await import('./index.ts')
      if (this.#isClosed) return
      this.#content.doc?.off('afterTransaction', this.#look)
      this.#rescue = new WordRescue(this.#content, this.#options)
      for (const deletions of this.#watches.keys())
        this.#watches.set(deletions, this.#rescue.watch(deletions))
    } catch {
      // With the next change it is asked for again.
      this.#isAsked = false
    }
  }
}
