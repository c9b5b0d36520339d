import type { DocumentId, Seq } from '../../../protocol/index.ts'
import { LogAway, LogClosed } from '../../log/log.ts'
import type { Rendering } from '../../log/renditions/renditions.ts'
import { type News, newsOfRendition } from './news.ts'
import { type FollowedLog, type Source, Unreadable } from './source.ts'

/** What could not be written is not tried again for everybody who asks. */
const unreadableForMs = 30_000

/** The document as it is now, written once for all who ask while it is so. */
export class RenditionSource implements Source {
  readonly #log: FollowedLog
  readonly #documentId: DocumentId
  readonly #as: Rendering
  #newest: News | undefined
  #rendering: Promise<News | undefined> | undefined
  #unreadableUntil = Number.NEGATIVE_INFINITY

  constructor(log: FollowedLog, documentId: DocumentId, as: Rendering) {
    this.#log = log
    this.#documentId = documentId
    this.#as = as
  }

  async newsAfter(_after: Seq, head: Seq): Promise<News | undefined> {
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

  async #render(): Promise<News | undefined> {
    try {
      const rendition = await this.#log.rendition(this.#documentId, this.#as)
      if (rendition === 'unreadable') throw new Unreadable()
      this.#newest = rendition && newsOfRendition(rendition)
      return this.#newest
    } catch (error) {
      if (error instanceof LogAway || error instanceof LogClosed) throw error
      this.#unreadableUntil = performance.now() + unreadableForMs
      throw error
    }
  }
}
