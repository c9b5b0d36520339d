import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { CannotOpenLog } from './log.ts'

export interface TableChange extends Migration {
  /**
   * Nodes of the version before, which know nothing of it, go on with the tables as this leaves them, and may be started on them. So may a
   * change be that adds tables, indexes, or columns with a default, where an older node neither fails nor does harm: to what newer
   * ones have written, or to what they keep people from (an older node asks nobody for a right that came later).
   */
  additive: boolean
}

/** By name, which begins with its number. One that has been released is never changed: a change is a new one. */
export type Migrations = Record<string, TableChange>

/** Where `meta` says which change a program must know to use the tables: the newest that is not additive. */
const requirement = 'needs'

/** Brings the tables of the store that people call `name` up to date, in one transaction. Those of a newer version are left
 *  as they are.
 *  @throws {CannotOpenLog} when a newer version has changed them so that this one would fail, or do harm */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  migrations: Migrations,
  name: string,
): Promise<void> {
  const unknown = (await appliedTo(db)).filter(each => !(each in migrations))
  if (unknown.length > 0) return mustSuffice(db, migrations, { name, unknown })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => noting(migrations) } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function appliedTo<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(table => table.name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db)
  return rows.map(row => row.name)
}

async function mustSuffice<Tables>(
  db: Kysely<Tables>,
  migrations: Migrations,
  { name, unknown }: { name: string; unknown: string[] },
): Promise<void> {
  const query = sql<{ value: string }>`SELECT value FROM meta WHERE name = ${requirement}`
  const needed = (await query.execute(db)).rows[0]?.value
  if (needed !== undefined && needed in migrations) return
  throw new CannotOpenLog(
    `${name} was written by a newer version of Quire (${needed ?? unknown[0]}): start that version, or a later one.`,
  )
}

/** Each of them says with the change itself, in its transaction, what the tables need from then on. */
function noting(migrations: Migrations): Record<string, Migration> {
  const names = Object.keys(migrations).sort()
  const withNote = (name: string): Migration => {
    const needed = names.filter(each => each <= name && !migrations[each]?.additive).at(-1) ?? name
    const up: Migration['up'] = async db => {
      await migrations[name]?.up(db)
      await sql`INSERT INTO meta (name, value) VALUES (${requirement}, ${needed})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value`.execute(db)
    }
    return { up }
  }
  return Object.fromEntries(names.map(name => [name, withNote(name)]))
}
