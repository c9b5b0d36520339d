import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Tail } from '../log.ts'
import { startThread } from '../thread.ts'
import { ThreadOnDemand } from '../thread-on-demand.ts'
import type { Renderer } from './renderer-thread.ts'

/** What a document can be written as. `blocks`: `Pieces`, as JSON. */
export const renderings = ['text', 'markdown', 'html', 'blocks'] as const
export type Rendering = (typeof renderings)[number]

/** A document as it was at `seq`. */
export interface Rendition {
  seq: Seq
  body: string
}

/** Somebody waits for it, and many more may behind them. */
const budgetMs = 10_000
/** Many times what a document of 260,000 edits takes. */
const heapMb = 512

/** Writes documents for people and programs, one after the other, in a thread that is there while there is work. */
export class Renditions {
  readonly #read: (documentId: DocumentId) => Promise<Tail | undefined>
  readonly #thread = new ThreadOnDemand<Renderer>({
    start: () =>
      startThread({
        module: './renderer-thread',
        beside: import.meta.url,
        given: undefined,
        maxHeapMb: heapMb,
      }),
    budgetMs,
  })
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  /** `read` gives all of a document. */
  constructor(read: (documentId: DocumentId) => Promise<Tail | undefined>) {
    this.#read = read
  }

  /** Rejects as `read` does, and where the thread has died of the document. */
  render(documentId: DocumentId, as: Rendering): Promise<Rendition | 'unreadable' | undefined> {
    const rendered = this.#last.then(() => this.#render(documentId, as))
    this.#last = rendered.catch(() => undefined)
    return rendered
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#thread.stop()
    await this.#last
  }

  async #render(documentId: DocumentId, as: Rendering): Promise<Rendition | 'unreadable' | undefined> {
    if (this.#closed) return 'unreadable'
    const tail = await this.#read(documentId)
    if (tail === undefined) return undefined
    const { head, snapshot, updates } = tail
    const body = await this.#thread.run(thread =>
      thread.call('render', { as, documentId, snapshot: snapshot?.bytes, updates }),
    )
    return typeof body === 'string' ? 'unreadable' : { seq: head, body: body.text }
  }
}
