import { sql } from 'kysely'
import { type Found, hitsIn, wordsOf } from '../../protocol/search.ts'
import type { Tables } from '../log/tables.ts'
import type { Caller, UserId } from './caller.ts'
import { readableBy } from './document-lists.ts'
import { standingOf } from './look-up.ts'
import { rightIn } from './standing.ts'

/** Of more than these only the newest are looked into. */
const maxLookedInto = 2000
const maxFound = 50
/** Of the text before a hit, and in all, in characters. */
const leadLength = 50
const snippetLength = 220
/** Added to the place of what is not in the title alone. No place is as large. */
const inText = 1_000_000

/**
 * The caller's documents that hold every word of the search, in title or text: those with all of them in the title first, then the
 * newest.
 *
 * It goes from what the caller may read to what stands in it, never the other way. No text of any other document is touched, so that
 * neither the answer nor the time that it takes tells of what stands there.
 */
export async function searchDocuments(tables: Tables, search: string, caller: Caller): Promise<Found[]> {
  const { user } = caller
  const words = wordsOf(search)
  if (user === undefined || words.length === 0) return []
  const rows = await tables.readSlowly(searchQuery(tables, words, user))
  return rows.flatMap(row => {
    const { id, title, updatedAt } = row
    const known = { ...caller, user: row.person ?? user }
    const right = rightIn(standingOf(row), { caller: known, documentId: id })
    if (right === undefined) return []
    const snippet = snippetOf(row)
    const [titleHits, snippetHits] = [hitsIn(title, words), hitsIn(snippet, words)]
    return { id, title, titleHits, snippet, snippetHits, updatedAt, role: right.role }
  })
}

/** Each part is finished before the next begins, which keeps a planner from another order. */
function searchQuery({ query }: Tables, words: readonly string[], user: UserId) {
  const and = sql` AND `
  const isInTitle = (word: string) => sql`instr(folded_title, ${word}) > 0`
  const placeInText = (word: string) => sql`instr(folded_text, ${word})`
  const firstInText = sql`coalesce(${sql.join(words.map(word => sql`nullif(${placeInText(word)}, 0)`))}, 0)`
  const isAnywhere = (word: string) => sql`(${isInTitle(word)} OR ${placeInText(word)} > 0)`
  return query
    .with(
      cte => cte('readable').materialized(),
      () =>
        readableBy(query, user)
          .select(['documents.key', 'documents.id', 'documents.updated_at as updatedAt'])
          .orderBy('documents.updated_at', 'desc')
          .limit(maxLookedInto),
    )
    .with(
      cte => cte('searched').materialized(),
      db =>
        db
          .selectFrom('readable')
          .selectAll()
          .select(
            sql<number | null>`(SELECT CASE
              WHEN ${sql.join(words.map(isInTitle), and)} THEN ${firstInText}
              WHEN ${sql.join(words.map(isAnywhere), and)} THEN ${firstInText} + ${sql.lit(inText)}
            END FROM summaries WHERE summaries.document = readable.key)`.as('place'),
          ),
    )
    .with(
      cte => cte('found').materialized(),
      db =>
        db
          .selectFrom('searched')
          .selectAll()
          .where('place', 'is not', null)
          .orderBy(({ eb }) => eb('place', '>=', sql.lit(inText)))
          .orderBy('updatedAt', 'desc')
          .limit(maxFound),
    )
    .selectFrom('found')
    .innerJoin('summaries', 'summaries.document', 'found.key')
    .selectAll('found')
    .select(['title', 'excerpt'])
    .select(sql<string>`substr(text, ${leadStart(sql.ref('place'))}, ${sql.lit(snippetLength)})`.as('around'))
    .orderBy(({ eb }) => eb('place', '>=', sql.lit(inText)))
    .orderBy('updatedAt', 'desc')
}

/** Where a snippet begins, from 1. */
const leadStart = (place: ReturnType<typeof sql.ref>) => {
  const start = sql`${place} % ${sql.lit(inText)} - ${sql.lit(leadLength)}`
  return sql`CASE WHEN ${start} < 1 THEN 1 ELSE ${start} END`
}

/** On one line, from the beginning of a word where there is one. */
function snippetOf({ place, around, excerpt }: { place: number | null; around: string; excerpt: string }) {
  const at = (place ?? 0) % inText
  if (at === 0) return excerpt
  const isCut = at > leadLength + 1
  const space = isCut ? around.slice(0, leadLength).search(/\s/) : -1
  const line = around
    .slice(space + 1)
    .replace(/\s+/g, ' ')
    .trim()
  const isLong = [...around].length === snippetLength
  return `${isCut ? '…' : ''}${line}${isLong ? '…' : ''}`
}
