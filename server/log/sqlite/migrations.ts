import { type Kysely, sql } from 'kysely'
import { type Migrations, migrate } from '../migrate.ts'

const migrations: Migrations = {
  '0001_log': { up: createLog, additive: false },
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
export function migrateSqlite<Tables>(db: Kysely<Tables>, path: string): Promise<void> {
  return migrate(db, migrations, path)
}
