import * as v from 'valibot'
import { type DocumentId, documentIdSchema, type Summary } from '../../../protocol/index.ts'
import { keep } from './kept.ts'

const recentSchema = v.object({
  id: documentIdSchema,
  title: v.string(),
  excerpt: v.string(),
  /** When this device last had the document open. Milliseconds since 1970, as `seenAt`. */
  openedAt: v.number(),
  /** How old `title` and `excerpt` are: when the document, here or on the server, read like that. */
  seenAt: v.number(),
})
export type RecentDocument = v.InferOutput<typeof recentSchema>

/** As many as `GET /api/documents?ids=…` answers for at once. */
const maxRecent = 100

export const recentDocuments = keep<readonly RecentDocument[]>(
  'recent',
  v.pipe(v.array(recentSchema), v.readonly()),
  () => [],
)

/** Puts what an open document shows into the list; the latest opened comes first. */
export function withOpened(
  list: readonly RecentDocument[],
  opened: { id: DocumentId; title: string; excerpt: string; at: number },
): readonly RecentDocument[] {
  const { id, title, excerpt, at } = opened
  const others = list.filter(recent => recent.id !== id)
  return [{ id, title, excerpt, openedAt: at, seenAt: at }, ...others]
    .sort((a, b) => b.openedAt - a.openedAt)
    .slice(0, maxRecent)
}

/** Takes over what the server knows better. Its summaries lag behind what a device has just shown, so the newer wins.
 *  Returns the same list when nothing changed. */
export function withSummaries(
  list: readonly RecentDocument[],
  summaries: readonly Summary[],
): readonly RecentDocument[] {
  const byId = new Map(summaries.map(summary => [summary.id, summary]))
  let changed = false
  const next = list.map(recent => {
    const summary = byId.get(recent.id)
    if (summary === undefined || summary.updatedAt <= recent.seenAt) return recent
    changed = true
    return { ...recent, title: summary.title, excerpt: summary.excerpt, seenAt: summary.updatedAt }
  })
  return changed ? next : list
}

export function without(list: readonly RecentDocument[], id: DocumentId): readonly RecentDocument[] {
  return list.filter(recent => recent.id !== id)
}
