import { sql } from 'kysely'
import type { Database } from '../log/schema.ts'
import type { Step } from '../log/tables.ts'
import type { UserId } from './caller.ts'

/** What a guest owned, was given, has visited and starred goes to the account with which they have signed in. Where that has a role of its own
 *  already, it keeps it. For one transaction. */
export function adoptionOf(query: Database, { guest, person }: { guest: UserId; person: UserId }): Step[] {
  const owned = query.selectFrom('documents_access').select('document').where('owner', '=', person)
  const documentsOf = (table: 'members' | 'visits' | 'stars') =>
    query.selectFrom(table).select('document').where('person', '=', person)
  const furthest = sql<number>`(SELECT theirs.n FROM chat_reads AS theirs WHERE theirs.person = ${guest} AND theirs.document = chat_reads.document)`
  return [
    query.updateTable('documents_access').set({ owner: person }).where('owner', '=', guest),
    query.deleteFrom('members').where('person', 'in', [guest, person]).where('document', 'in', owned),
    query.deleteFrom('members').where('person', '=', guest).where('document', 'in', documentsOf('members')),
    query.updateTable('members').set({ person }).where('person', '=', guest),
    query.deleteFrom('visits').where('person', '=', guest).where('document', 'in', documentsOf('visits')),
    query.updateTable('visits').set({ person }).where('person', '=', guest),
    query.deleteFrom('stars').where('person', '=', guest).where('document', 'in', documentsOf('stars')),
    query.updateTable('stars').set({ person }).where('person', '=', guest),
    // The messages stay under the guest's name for the person: whoever reads them finds out who that is now.
    // Read is what either of them has read.
    query
      .updateTable('chat_reads')
      .set({ n: furthest })
      .where('person', '=', person)
      .where('n', '<', furthest),
    query
      .deleteFrom('chat_reads')
      .where('person', '=', guest)
      .where(
        'document',
        'in',
        query.selectFrom('chat_reads').select('document').where('person', '=', person),
      ),
    query.updateTable('chat_reads').set({ person }).where('person', '=', guest),
    query.deleteFrom('guests').where('id', '=', guest),
  ]
}

/** Gives a person what waited for their address, which their provider knows to be theirs. For one transaction. */
export function claimOf(query: Database, { person, email }: { person: UserId; email: string }): Step[] {
  const owned = query.selectFrom('documents_access').select('document').where('owner', '=', person)
  const waiting = query.selectFrom('invitations').where('email', '=', email.toLowerCase())
  return [
    query
      .insertInto('members')
      .columns(['document', 'person', 'role', 'at'])
      .expression(
        waiting
          .where('document', 'not in', owned)
          .select(['document', sql<string>`${person}`.as('person'), 'role', 'at']),
      )
      .onConflict(known =>
        known
          .columns(['document', 'person'])
          .doUpdateSet(({ ref }) => ({ role: ref('excluded.role'), at: ref('excluded.at') })),
      ),
    query.deleteFrom('invitations').where('email', '=', email.toLowerCase()),
  ]
}
