import type { Database } from '../../log/schema.ts'
import type { Step, Tables } from '../../log/tables.ts'
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
  of(user: UserId): Promise<StoredLogin[]>
  prolong(login: StoredLogin): Promise<void>
  /** Resolves when they have ended, and this node knows. */
  end(logins: readonly StoredLogin[]): Promise<void>
}

export function openLoginStore(tables: Tables, changes: AccessChanges): LoginStore {
  const { query } = tables
  return {
    ended: () => tables.read(query.selectFrom('ended_logins').selectAll().where('until', '>', Date.now())),
    of: person =>
      tables.read(query.selectFrom('logins').select(['id', 'until']).where('person', '=', person)),
    prolong: async ({ id, until }) => {
      const prolonged = query.updateTable('logins').set({ until })
      await tables.write([prolonged.where('id', '=', id).where('until', '<', until)])
    },
    end: async logins => {
      await changes.write(
        ending(query, logins),
        logins.map(({ id }) => ({ of: 'login', login: id })),
      )
    },
  }
}

/** For one transaction. What is over anyhow is swept out with it. */
export function beginning(query: Database, { id, until }: StoredLogin, person: UserId): Step[] {
  return [
    query.insertInto('logins').values({ id, person, until }),
    query.deleteFrom('logins').where('until', '<', Date.now()),
    query.deleteFrom('ended_logins').where('until', '<', Date.now()),
  ]
}

/** For one transaction; the change is to be told. */
export function ending(query: Database, logins: readonly StoredLogin[]): Step[] {
  const ids = logins.map(({ id }) => id)
  return [
    query
      .insertInto('ended_logins')
      .values([...logins])
      .onConflict(known => known.column('id').doNothing()),
    query.deleteFrom('logins').where('id', 'in', ids),
    // Where there are guests alone nobody signs in.
    query.deleteFrom('ended_logins').where('until', '<', Date.now()),
  ]
}
