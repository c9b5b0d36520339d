import type { DocumentId } from '../../protocol/index.ts'
import type { CopiedLog } from './copy-document.ts'
import type { Log } from './log.ts'

/** Folds what is in the document by now, and has that copied. Undefined where some of it cannot be folded: a copy would lack it. */
export async function copyOf(
  log: Pick<Log, 'heads' | 'compact' | 'snapshot'>,
  documentId: DocumentId,
  copy: (snapshot: Uint8Array | undefined) => Promise<CopiedLog | undefined>,
): Promise<CopiedLog | undefined> {
  const head = (await log.heads([documentId])).get(documentId) ?? 0
  await log.compact(documentId)
  const snapshot = await log.snapshot(documentId)
  return (snapshot?.seq ?? 0) < head ? undefined : copy(snapshot?.bytes)
}
