import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Rendering } from '../../log/renditions/renditions.ts'
import { NewestRendition } from './newest-rendition.ts'
import { type News, newsOfRendition } from './news.ts'
import type { FollowedLog, Source } from './source.ts'

/** The document as it is now, whole each time. */
export class RenditionSource implements Source {
  readonly #newest: NewestRendition<News>

  constructor(log: FollowedLog, documentId: DocumentId, as: Rendering) {
    this.#newest = new NewestRendition({ log, documentId, as, make: newsOfRendition })
  }

  newsAfter(_after: Seq, head: Seq): Promise<News | undefined> {
    return this.#newest.at(head)
  }
}
