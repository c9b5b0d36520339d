import { randomBytes } from 'node:crypto'
import type { Tables } from '../../log/tables.ts'

const name = 'session-secret'

/** The one that the nodes of this database have made, or make now: for those who have set none. */
export async function sessionSecretIn(tables: Tables): Promise<string> {
  const { query } = tables
  const made = { name, value: randomBytes(32).toString('base64url') }
  // Two nodes may start at once: the first one's holds.
  await tables.write([
    query
      .insertInto('meta')
      .values(made)
      .onConflict(known => known.column('name').doNothing()),
  ])
  const [kept] = await tables.read(query.selectFrom('meta').select('value').where('name', '=', name))
  return kept?.value ?? made.value
}
