import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { CannotOpenLog } from '../log.ts'

/** By name, which begins with its number. One that has been released is never changed: a change is a new one. */
const migrations: Record<string, Migration> = {
  '0001_log': { up: createLog },
}

async function createLog(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    sql`INSERT INTO meta (name, value) VALUES ('epoch', lower(hex(randomblob(12))))`,
    sql`CREATE TABLE documents (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      head INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT`,
    // Without a rowid, a document's updates lie side by side: its tail is one run of pages.
    sql`CREATE TABLE updates (
      document INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      session INTEGER NOT NULL,
      n INTEGER NOT NULL,
      at INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (document, seq)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE snapshots (
      document INTEGER PRIMARY KEY,
      seq INTEGER NOT NULL,
      inflated INTEGER NOT NULL,
      clocks BLOB NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT`,
    sql`CREATE TABLE summaries (
      document INTEGER PRIMARY KEY,
      title TEXT NOT NULL,
      excerpt TEXT NOT NULL,
      text TEXT NOT NULL
    ) STRICT`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** Brings the tables up to date, in one transaction.
 *  @throws {CannotOpenLog} when a newer version has been at them */
export async function migrate<Tables>(db: Kysely<Tables>, path: string): Promise<void> {
  await refuseNewer(db, path)
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function refuseNewer<Tables>(db: Kysely<Tables>, path: string): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(table => table.name === 'kysely_migration')) return
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration ORDER BY name`.execute(db)
  const unknown = rows.find(({ name }) => !(name in migrations))
  if (unknown === undefined) return
  throw new CannotOpenLog(
    `${path} was written by a newer version of Quire (${unknown.name}): start that version, or a later one.`,
  )
}
