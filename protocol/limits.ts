/** Bounds that both sides know: a client keeps within them, the server refuses what does not. */

/** One Yjs update. Larger than any paste the editor lets through; far below what stalls the gate. */
export const maxUpdateBytes = 4 * 1024 * 1024
/** All of one document. Beyond, whoever loads it waits for long, and the thread that folds it runs out of memory. */
export const maxDocumentBytes = 32 * 1024 * 1024
/** One Socket.IO packet. Above `maxUpdateBytes`, so that an update that is too large meets a refusal, not a cut. */
export const maxPacketBytes = 6 * 1024 * 1024
/** One awareness state of one client: a name, a caret, a selection. */
export const maxAwarenessBytes = 2 * 1024
/** A person's name, in UTF-16 code units. */
export const maxNameLength = 64
/** Documents that one connection may have open. */
export const maxOpenDocuments = 64
/** A snapshot up to this size comes with the answer to `open`; a larger one is fetched over HTTP. */
export const maxInlineSnapshotBytes = 32 * 1024
/** Ids of `GET /api/documents?ids=…`. */
export const maxSummaryIds = 100
/** What one searches for, in UTF-16 code units. */
export const maxSearchLength = 200
/** The secret of a link: the server makes shorter ones. */
export const maxLinkLength = 128
/** Earlier sessions that `open` may name. */
export const maxSentSessions = 16
