import { afterAll } from 'vitest'
import { type Postgres, startPostgres } from './postgres.ts'

export type Store = 'SQLite' | 'Postgres'

/** Gives what a server must be told in order to use an empty store of that kind; it ends with the test file. */
export function openStores(): (store: Store) => Promise<Record<string, string>> {
  let starting: Promise<Postgres> | undefined
  afterAll(async () => (await starting)?.stop())
  return async store => {
    // Without more words it is a file, in the server's own folder.
    if (store === 'SQLite') return {}
    starting ??= startPostgres()
    return { DATABASE_URL: await (await starting).createDatabase() }
  }
}
