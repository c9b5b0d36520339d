import type { DocumentId } from '../../protocol/index.ts'

/** Names another server process. */
export type NodeId = string

/**
 * The other nodes, where there are any. What is said to them is a hint: it may be lost, and what matters is found in the log
 * all the same. Nodes trust each other; clients never come this way.
 */
export interface Neighbours {
  /** What is said now will be heard, as far as one can tell. */
  readonly isConnected: boolean
  /** Called whenever `isConnected` changes. Returns its own undo. */
  onChange(changed: (isConnected: boolean) => void): () => void
  /** Called when a node is gone, and with it all who were there. Returns its own undo. */
  onGone(gone: (node: NodeId) => void): () => void
  /** Hears what the other nodes say about a document, from now on. A node hears only about documents that it has entered. */
  enter(documentId: DocumentId, hear: (message: Uint8Array, from: NodeId) => void): Channel
}

/** What is said among the nodes that have one document open. */
export interface Channel {
  /** Whatever another node says from then on is heard. Waits for as long as that cannot be; never rejects. */
  readonly active: Promise<void>
  /** Tells all of them. Resolves with how many others there are; undefined when that is not known, and maybe nobody heard. */
  tell(message: Uint8Array): Promise<number | undefined>
  /** Tells one of them. */
  answer(node: NodeId, message: Uint8Array): void
  leave(): void
}

/** A node that shares nothing with others. */
export const noNeighbours: Neighbours = {
  isConnected: false,
  onChange: () => () => {},
  onGone: () => () => {},
  enter: () => ({
    active: Promise.resolve(),
    tell: async () => 0,
    answer: () => {},
    leave: () => {},
  }),
}
