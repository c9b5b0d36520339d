import type { ChatNews } from '../../../protocol/chat.ts'
import type { DocumentId } from '../../../protocol/index.ts'
import type { Neighbourhood } from '../neighbourhood.ts'
import type { Audience, Peer } from '../peer.ts'
import type { ReadBy } from '../room-messages.ts'

export interface RoomChatOptions {
  documentId: DocumentId
  audience: Audience
  neighbourhood: Neighbourhood
  /** The connections of one author to this document, on this node. */
  peersOf: (author: string) => readonly Peer[]
}

/** Tells how a document's chat changes: whoever has the document open on this node, and its rooms on others. It keeps nothing but how much was told. */
export class RoomChat {
  readonly #options: RoomChatOptions
  #told = 0

  constructor(options: RoomChatOptions) {
    this.#options = options
  }

  /** By this node; it is durable. */
  changed(news: ChatNews): void {
    this.heard(news)
    this.#options.neighbourhood.tell({ type: 'chat', news })
  }

  /** By another node, which says so. */
  heard(news: ChatNews): void {
    const { audience, documentId } = this.#options
    this.#told = Math.max(this.#told, news.revision)
    audience.of(documentId).emit('chat', news)
  }

  /** As the store says: clients ask for what they miss of it. */
  found(revision: number): void {
    if (revision > this.#told) this.heard({ documentId: this.#options.documentId, revision, messages: [] })
  }

  /** To the person's other windows. */
  read(by: ReadBy, from: Peer): void {
    this.heardRead(by, from)
    this.#options.neighbourhood.tell({ type: 'chatRead', by })
  }

  heardRead({ author, n }: ReadBy, from?: Peer): void {
    const { documentId, peersOf } = this.#options
    for (const peer of peersOf(author)) if (peer !== from) peer.emit('chatRead', { documentId, n })
  }
}
