import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { CannotOpenLog } from './log.ts'

/** By name, which begins with its number. One that has been released is never changed: a change is a new one. */
export type Migrations = Record<string, Migration>

/** Brings the tables of the store that people call `name` up to date, in one transaction.
 *  @throws {CannotOpenLog} when a newer version has been at them */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  migrations: Migrations,
  name: string,
): Promise<void> {
  await refuseNewer(db, migrations, name)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function refuseNewer<Tables>(db: Kysely<Tables>, migrations: Migrations, name: string): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(table => table.name === 'kysely_migration')) return
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db)
  const unknown = rows.find(row => !(row.name in migrations))
  if (unknown === undefined) return
  throw new CannotOpenLog(
    `${name} was written by a newer version of Quire (${unknown.name}): start that version, or a later one.`,
  )
}
