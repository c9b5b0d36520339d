import type { DocumentId, ServerToClient } from '../../protocol/index.ts'

/** One client's connection as sync sees it; transport makes them from sockets. */
export interface Peer {
  readonly id: string
  emit<E extends keyof ServerToClient>(event: E, ...message: Parameters<ServerToClient[E]>): void
  /** From now on the peer hears what is said to the audience of the document. */
  join(documentId: DocumentId): void
  leave(documentId: DocumentId): void
  /** Cuts the connection: for a peer that does not speak the protocol. */
  drop(): void
}

/** Everybody who has a document open on this node. */
export interface Audience {
  of(
    documentId: DocumentId,
    except?: Peer,
  ): {
    emit<E extends keyof ServerToClient>(event: E, ...message: Parameters<ServerToClient[E]>): void
  }
}

/** The lines that operators read. */
export interface Journal {
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
