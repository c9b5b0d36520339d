import type * as Y from 'yjs'
import type { Log } from '../../log.ts'
import { paper, recorded } from '../../typing.contract.ts'

/** Someone who writes a word, a page, and then strikes out the page: the log grows by much more than the document. */
export class Reviser {
  readonly doc: Y.Doc
  readonly #updates: Uint8Array[]
  readonly #log: Log
  #n = 0

  constructor(log: Log) {
    const { doc, updates } = recorded()
    this.doc = doc
    this.#updates = updates
    this.#log = log
  }

  /** Resolves when it is durable. */
  async revise(): Promise<void> {
    const text = this.doc.getText('text')
    text.insert(text.length, 'word ')
    text.insert(0, 'page '.repeat(800))
    text.delete(0, 4000)
    const session = this.doc.clientID
    await Promise.all(
      this.#updates.splice(0).map(update => this.#log.append(paper, { session, n: ++this.#n, update })),
    )
  }
}
