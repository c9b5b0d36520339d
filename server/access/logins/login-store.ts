import type { Tables } from '../../log/tables.ts'
import type { AccessChanges } from '../access-changes.ts'
import type { UserId } from '../caller.ts'

export interface StoredLogin {
  id: string
  /** Nothing that was given out for it holds longer: milliseconds since 1970. */
  until: number
}

/** What is known of logins beside the tokens themselves. */
export interface LoginStore {
  /** Those that ended before their time, of which there may still be tokens. */
  ended(): Promise<StoredLogin[]>
  begin(login: StoredLogin, user: UserId): Promise<void>
  prolong(login: StoredLogin): Promise<void>
  of(user: UserId): Promise<StoredLogin[]>
  end(logins: readonly StoredLogin[]): Promise<void>
}

export function openLoginStore(tables: Tables, changes: AccessChanges): LoginStore {
  const { query } = tables
  return {
    ended: () => tables.read(query.selectFrom('ended_logins').selectAll().where('until', '>', Date.now())),
    begin: async ({ id, until }, person) => {
      await tables.write([
        query.insertInto('logins').values({ id, person, until }),
        query.deleteFrom('logins').where('until', '<', Date.now()),
        query.deleteFrom('ended_logins').where('until', '<', Date.now()),
      ])
    },
    prolong: async ({ id, until }) => {
      await tables.write([
        query.updateTable('logins').set({ until }).where('id', '=', id).where('until', '<', until),
      ])
    },
    of: person =>
      tables.read(query.selectFrom('logins').select(['id', 'until']).where('person', '=', person)),
    end: async logins => {
      const ids = logins.map(({ id }) => id)
      const ended = query
        .insertInto('ended_logins')
        .values([...logins])
        .onConflict(known => known.column('id').doNothing())
      await changes.write(
        [ended, query.deleteFrom('logins').where('id', 'in', ids)],
        ids.map(login => ({ of: 'login', login })),
      )
    },
  }
}
