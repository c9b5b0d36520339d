import { sql } from 'kysely'
import type { DocumentId, GivenRole, Role } from '../../protocol/index.ts'
import type { Database } from '../log/schema.ts'
import type { Tables } from '../log/tables.ts'
import type { Person } from './identity.ts'
import { isSameKey } from './standing.ts'

/** Who may do what with a document, as far as somebody of that role may know. */
export interface SharingState {
  role: Role
  isOwner: boolean
  /** Null: there is none. Its key is for the owner, who hands it on, and for whoever shows it; the others learn that there is one. A
   *  link without a key is the document's address. */
  link: { role: GivenRole; key?: string; hasKey?: true } | null
  people: { person: Person; role: Role | 'none' }[]
}

/** Names who is invited, in place of a person's id. */
export const invitedPrefix = 'mail:'

/** A document that thousands came to shows those who came last. */
const maxVisitors = 200
const ranks: readonly string[] = ['owner', 'editor', 'commenter', 'viewer', 'none']

export async function readSharing(
  tables: Tables,
  documentId: DocumentId,
  { role, linkKey }: { role: Role; linkKey?: string | undefined },
): Promise<SharingState> {
  const { query } = tables
  const isOwner = role === 'owner'
  const [[access], people, invited] = await Promise.all([
    tables.read(
      query
        .selectFrom('documents_access')
        .select(['link_role', 'link_key'])
        .where('document', '=', documentId),
    ),
    tables.read(namedPeople(query, documentId)),
    isOwner
      ? tables.read(
          query.selectFrom('invitations').select(['email', 'role']).where('document', '=', documentId),
        )
      : [],
  ])
  // One without a row was made before there was any: its address lets anybody write.
  const { link_role: linkRole, link_key: key } = access ?? { link_role: 'editor', link_key: '' }
  const isTold = isOwner || isSameKey(linkKey ?? '', key)
  const link =
    linkRole === null
      ? null
      : { role: linkRole as GivenRole, ...(key !== '' && (isTold ? { key } : { hasKey: true as const })) }
  return {
    role,
    isOwner,
    link,
    people: [
      ...people.map(({ id, role, name, email }) => ({
        person: { id, name, ...(isOwner && email !== null && { email }) },
        role: role as Role | 'none',
      })),
      ...invited.map(({ email, role }) => ({
        person: { id: invitedPrefix + email, name: '', email },
        role: role as Role,
      })),
    ].sort((one, other) => ranks.indexOf(one.role) - ranks.indexOf(other.role)),
  }
}

/** Its owner, who has or had a role, and who came by the link as it is now. */
function namedPeople(query: Database, documentId: DocumentId) {
  const owner = query
    .selectFrom('documents_access')
    .select([sql<string>`owner`.as('id'), sql<string>`'owner'`.as('role')])
    .where('document', '=', documentId)
    .where('owner', 'is not', null)
  const members = query
    .selectFrom('members')
    .select(['person as id', 'role'])
    .where('document', '=', documentId)
  return query
    .selectFrom(owner.unionAll(members).unionAll(visitors(query, documentId)).as('people'))
    .leftJoin('users', 'users.id', 'people.id')
    .leftJoin('guests', 'guests.id', 'people.id')
    .select(['people.id', 'people.role', 'users.email'])
    .select(sql<string>`coalesce(users.name, guests.name, '')`.as('name'))
    .orderBy('name')
    .orderBy('people.id')
}

function visitors(query: Database, documentId: DocumentId) {
  const newest = query
    .selectFrom('visits')
    .innerJoin('documents_access', 'documents_access.document', 'visits.document')
    .leftJoin('members', join =>
      join.onRef('members.document', '=', 'visits.document').onRef('members.person', '=', 'visits.person'),
    )
    .select(['visits.person as id', sql<string>`documents_access.link_role`.as('role')])
    .where('visits.document', '=', documentId)
    .where('link_role', 'is not', null)
    .whereRef('visits.link_key', '=', 'documents_access.link_key')
    .where(sql<boolean>`visits.person <> coalesce(documents_access.owner, '')`)
    .where('members.person', 'is', null)
    .orderBy('visits.at', 'desc')
    .limit(maxVisitors)
  // SQLite takes no order within a union, but within what it is made of.
  return query.selectFrom(newest.as('newest')).select(['newest.id', 'newest.role'])
}
