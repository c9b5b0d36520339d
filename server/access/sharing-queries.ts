import { type RawBuilder, sql } from 'kysely'
import type { DocumentId } from '../../protocol/index.ts'
import type { Database } from '../log/schema.ts'
import type { Step } from '../log/tables.ts'
import type { UserId } from './caller.ts'

/** Whom somebody is known as: a guest who has signed in since is who they are now. */
export function personOf(user: UserId): RawBuilder<UserId> {
  return sql<UserId>`coalesce((SELECT person FROM other_names WHERE guest = ${user}), ${user})`
}

/** How much a role allows. */
export function rankOf(role: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`CASE ${role} WHEN 'editor' THEN 3 WHEN 'commenter' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END`
}

/** A row where the person is on the document's list: has or had a role, or came by its link as it is now. Its owner is not. */
export function isListed(query: Database, document: DocumentId, person: UserId) {
  const isMember = sql`EXISTS (SELECT 1 FROM members WHERE document = ${document} AND person = ${person})`
  const hasVisited = sql`EXISTS (SELECT 1 FROM visits WHERE document = ${document} AND person = ${person}
    AND visits.link_key = documents_access.link_key)`
  return query
    .selectFrom('documents_access')
    .select('document')
    .where('document', '=', document)
    .where('owner', '<>', person)
    .where(sql<boolean>`(${isMember} OR (link_role IS NOT NULL AND ${hasVisited}))`)
}

export function keepRole(
  query: Database,
  document: DocumentId,
  person: UserId | RawBuilder<UserId>,
  role: string,
) {
  const at = Date.now()
  return query
    .insertInto('members')
    .values({ document, person, role, at })
    .onConflict(known => known.columns(['document', 'person']).doUpdateSet({ role, at }))
}

export function keepInvitation(query: Database, document: DocumentId, email: string, role: string): Step[] {
  const at = Date.now()
  const known = query.selectFrom('users').where('email', '=', email).where('email_verified', '=', 1)
  const owner = query.selectFrom('documents_access').select('owner').where('document', '=', document)
  return [
    query
      .insertInto('members')
      .columns(['document', 'person', 'role', 'at'])
      .expression(
        known
          .where('id', '<>', owner)
          .select([
            sql<string>`${document}`.as('document'),
            'id as person',
            sql<string>`${role}`.as('role'),
            sql<number>`cast(${at} as bigint)`.as('at'),
          ]),
      )
      .onConflict(conflict => conflict.columns(['document', 'person']).doUpdateSet({ role, at })),
    query
      .insertInto('invitations')
      .columns(['email', 'document', 'role', 'at'])
      .expression(
        query
          .selectNoFrom([
            sql<string>`${email}`.as('email'),
            sql<string>`${document}`.as('document'),
            sql<string>`${role}`.as('role'),
            sql<number>`cast(${at} as bigint)`.as('at'),
          ])
          .where(({ not, exists }) => not(exists(known.select('id')))),
      )
      .onConflict(conflict => conflict.columns(['email', 'document']).doUpdateSet({ role, at })),
  ]
}
