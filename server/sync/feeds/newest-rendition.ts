import type { DocumentId, Seq } from '../../../protocol/index.ts'
import { LogAway, LogClosed } from '../../log/log.ts'
import type { Rendering, Rendition } from '../../log/renditions/renditions.ts'
import { type FollowedLog, Unreadable } from './source.ts'

/** What could not be written is not tried again for everybody who asks: longer each time. The first time it may be that the machine stood
 *  still for as long as the work may take. */
const firstUnreadableForMs = 2_000
const longestUnreadableForMs = 30_000

export interface RenditionOptions<Made> {
  log: FollowedLog
  documentId: DocumentId
  as: Rendering
  /** What becomes of it, before anybody has it. */
  make: (rendition: Rendition) => Made
}

/** A document as it is now, written once for all who ask while it is so. */
export class NewestRendition<Made extends { readonly seq: Seq }> {
  readonly #options: RenditionOptions<Made>
  #newest: Made | undefined
  #rendering: Promise<Made | undefined> | undefined
  #failures = 0
  #unreadableUntil = Number.NEGATIVE_INFINITY

  constructor(options: RenditionOptions<Made>) {
    this.#options = options
  }

  /** As it was at `head`, or later. Undefined: there is no such document any more.  @throws {Unreadable} and as the log does */
  async at(head: Seq): Promise<Made | undefined> {
    for (;;) {
      if (this.#newest !== undefined && this.#newest.seq >= head) return this.#newest
      if (performance.now() < this.#unreadableUntil) throw new Unreadable()
      this.#rendering ??= this.#render().finally(() => {
        this.#rendering = undefined
      })
      // One that began for others may have read the log before it was as long.
      if ((await this.#rendering) === undefined) return undefined
    }
  }

  async #render(): Promise<Made | undefined> {
    const { log, documentId, as, make } = this.#options
    try {
      const rendition = await log.rendition(documentId, as)
      if (rendition === 'unreadable') throw new Unreadable()
      this.#newest = rendition && make(rendition)
      this.#failures = 0
      return this.#newest
    } catch (error) {
      if (error instanceof LogAway || error instanceof LogClosed) throw error
      const forMs = Math.min(longestUnreadableForMs, firstUnreadableForMs * 4 ** this.#failures++)
      this.#unreadableUntil = performance.now() + forMs
      throw error
    }
  }
}
