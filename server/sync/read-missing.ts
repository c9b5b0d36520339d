import { type DocumentId, maxInlineSnapshotBytes, type Seq, type Snapshot } from '../../protocol/index.ts'
import type { Log, StoredSnapshot } from '../log/log.ts'

/** What a client lacks, as the answers to `open` and `missed` carry it. */
export interface Missing {
  head: Seq
  updates: Uint8Array
  snapshot?: Snapshot
}

export async function readMissing(log: Log, documentId: DocumentId, after: Seq): Promise<Missing> {
  const tail = await log.read(documentId, after)
  if (tail === undefined) throw new Error(`the log lost document ${documentId}`)
  const { head, snapshot, updates } = tail
  return { head, updates, ...(snapshot && { snapshot: inlineOrLink(documentId, snapshot) }) }
}

function inlineOrLink(documentId: DocumentId, { seq, bytes }: StoredSnapshot): Snapshot {
  if (bytes.length <= maxInlineSnapshotBytes) return { seq, bytes }
  return { seq, href: `/api/documents/${documentId}/snapshot?seq=${seq}`, size: bytes.length }
}
