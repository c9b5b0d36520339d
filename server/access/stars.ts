import { sql } from 'kysely'
import type { Tables } from '../log/tables.ts'
import type { By } from './sharing.ts'
import { personOf } from './sharing-queries.ts'

/** Of one person's stars the newest are kept: more than any list shows. */
const maxStars = 1000

/** Marks a document for one person alone. Whether they may read it is asked by whoever lists it. */
export async function star(tables: Tables, by: By): Promise<void> {
  const { query } = tables
  const at = Date.now()
  const person = personOf(by.user)
  // A document may be deleted at the same moment, and the star would stay for good.
  const there = query
    .selectFrom('documents')
    .select([person.as('person'), 'id as document', sql<number>`cast(${at} as bigint)`.as('at')])
    .where('id', '=', by.documentId)
  const oldest = query
    .selectFrom('stars')
    .select('at')
    .where('person', '=', person)
    .orderBy('at', 'desc')
    .limit(1)
    .offset(maxStars)
  await tables.write([
    query
      .insertInto('stars')
      .columns(['person', 'document', 'at'])
      .expression(there)
      .onConflict(known => known.columns(['person', 'document']).doNothing()),
    query.deleteFrom('stars').where('person', '=', person).where('at', '<=', oldest),
  ])
}

export async function unstar(tables: Tables, { user, documentId }: By): Promise<void> {
  const all = tables.query.deleteFrom('stars').where('person', '=', personOf(user))
  await tables.write([all.where('document', '=', documentId)])
}
