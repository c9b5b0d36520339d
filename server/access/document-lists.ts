import { sql } from 'kysely'
import type { DocumentId, Role, Summary } from '../../protocol/index.ts'
import type { Database } from '../log/schema.ts'
import type { Tables } from '../log/tables.ts'
import type { Caller, UserId } from './caller.ts'
import { standingOf, standings } from './look-up.ts'
import { personOf } from './sharing-queries.ts'
import { rightIn } from './standing.ts'

export const listNames = ['mine', 'shared', 'starred', 'trash'] as const
export type ListName = (typeof listNames)[number]

export interface ListedDocument extends Summary {
  role: Role
}

const maxListed = 200

/** A person's documents, the newest first. A title may be a moment older than what is written. */
export async function listDocuments(
  tables: Tables,
  list: ListName,
  caller: Caller,
): Promise<ListedDocument[]> {
  const { user } = caller
  if (user === undefined) return []
  const rows = await tables.read(listQuery(tables, list, user))
  return rows.flatMap(row => {
    const { id, title, excerpt, updatedAt } = row
    const known = { ...caller, user: row.person ?? user }
    const right = rightIn(standingOf(row), { caller: known, documentId: id })
    if (right === undefined) return []
    return { id, title: title ?? '', excerpt: excerpt ?? '', updatedAt, role: right.role }
  })
}

function listQuery({ query }: Tables, list: ListName, user: string) {
  const from = list === 'starred' ? readableBy(query, user) : standings(query, user)
  const all = from
    .leftJoin('summaries', 'summaries.document', 'documents.key')
    .select(['documents.id', 'title', 'excerpt', 'documents.updated_at as updatedAt'])
    .where('access.trashed_at', list === 'trash' ? 'is not' : 'is', null)
    .orderBy('documents.updated_at', 'desc')
    .limit(maxListed)
  if (list === 'starred') {
    const starred = query.selectFrom('stars').select('document').where('person', '=', personOf(user))
    return all.where('documents.id', 'in', starred)
  }
  if (list !== 'shared') return all.where('access.owner', '=', personOf(user))
  return all
    .where('documents.id', 'in', givenTo(query, user))
    .where(sql<boolean>`coalesce(access.owner, '') <> ${personOf(user)}`)
    .where(mayReadBy)
}

/** What somebody was given a role in, or has come to by its link. */
function givenTo(query: Database, user: UserId) {
  return query
    .selectFrom('members')
    .select('document')
    .where('person', '=', personOf(user))
    .where('role', '<>', 'none')
    .union(query.selectFrom('visits').select('document').where('person', '=', personOf(user)))
}

/** What somebody may read of what they own or know, without the trash. */
export function readableBy(query: Database, user: UserId) {
  const owned = query.selectFrom('documents_access').select('document').where('owner', '=', personOf(user))
  return standings(query, user)
    .where('documents.id', 'in', owned.union(givenTo(query, user)))
    .where('access.trashed_at', 'is', null)
    .where(sql<boolean>`(coalesce(access.owner, '') = ${personOf(user)} OR ${mayReadBy})`)
}

/** As `rightIn` has it. */
const mayReadBy = sql<boolean>`CASE
  WHEN members.role IS NOT NULL THEN members.role <> 'none'
  WHEN access.document IS NULL THEN TRUE
  ELSE access.link_role IS NOT NULL AND visits.link_key = access.link_key
END`

/** Of these documents those that the caller may read, in their order. */
export async function readableAmong(
  tables: Tables,
  ids: readonly DocumentId[],
  { caller, linkKey }: { caller: Caller; linkKey: string | undefined },
): Promise<DocumentId[]> {
  if (ids.length === 0) return []
  const query = standings(tables.query, caller.user ?? '')
    .select('documents.id')
    .where('documents.id', 'in', ids)
  const readable = new Set<DocumentId>()
  for (const row of await tables.read(query)) {
    const user = row.person ?? caller.user
    const right = rightIn(standingOf(row), { caller: { ...caller, user }, documentId: row.id, linkKey })
    if (right !== undefined && row.trashedAt === null) readable.add(row.id)
  }
  return ids.filter(id => readable.has(id))
}
