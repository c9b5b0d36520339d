import { type Kysely, sql } from 'kysely'
import { type Migrations, migrate } from '../migrate.ts'

const migrations: Migrations = {
  '0001_log': { up: createLog, additive: false },
  '0002_access': { up: createAccess, additive: false },
  '0003_logins': { up: createLogins, additive: false },
  '0004_authors': { up: createAuthors, additive: true },
  '0005_search': { up: createSearch, additive: true },
  '0006_stars': { up: createStars, additive: true },
  '0007_chat': { up: createChat, additive: true },
  '0008_files': { up: createFiles, additive: true },
  '0009_files_of_people': { up: countFilesOfPeople, additive: true },
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

/** Who may do what to a document. Those without a row in `documents_access` were made before there was any: whoever has their address may
 *  write, and nobody owns them. A node of the version before would ask nobody for a right. */
async function createAccess(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE documents_access (
      document TEXT PRIMARY KEY,
      owner TEXT,
      link_role TEXT,
      link_key TEXT NOT NULL,
      trashed_at INTEGER,
      changed_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX documents_access_owner ON documents_access (owner)`,
    sql`CREATE TABLE members (
      document TEXT NOT NULL,
      person TEXT NOT NULL,
      role TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (document, person)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX members_person ON members (person)`,
    sql`CREATE TABLE visits (
      document TEXT NOT NULL,
      person TEXT NOT NULL,
      link_key TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (document, person)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX visits_person ON visits (person)`,
    sql`CREATE TABLE invitations (
      email TEXT NOT NULL,
      document TEXT NOT NULL,
      role TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (email, document)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX invitations_document ON invitations (document)`,
    sql`CREATE TABLE guests (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE access_changes (
      n INTEGER PRIMARY KEY,
      what TEXT NOT NULL,
      id TEXT NOT NULL,
      at INTEGER NOT NULL
    ) STRICT`,
    sql`CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    sql`INSERT INTO counters (name, n) VALUES ('access_changes', 0)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** Who has signed in, and what is left of logins that have ended. A node of the version before would take those for valid. */
async function createLogins(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE users (
      id TEXT PRIMARY KEY,
      issuer TEXT NOT NULL,
      subject TEXT NOT NULL,
      name TEXT NOT NULL,
      email TEXT,
      email_verified INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      UNIQUE (issuer, subject)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX users_email ON users (email)`,
    sql`CREATE TABLE other_names (guest TEXT PRIMARY KEY, person TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE logins (id TEXT PRIMARY KEY, person TEXT NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX logins_person ON logins (person)`,
    sql`CREATE INDEX logins_until ON logins (until)`,
    sql`CREATE TABLE ended_logins (id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX ended_logins_until ON ended_logins (until)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

async function createAuthors(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE authors (
    document INTEGER NOT NULL,
    client INTEGER NOT NULL,
    author TEXT NOT NULL,
    session INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (document, client)
  ) STRICT, WITHOUT ROWID`.execute(db)
}

/** Columns of `summaries`, so that an older node, too, deletes them with the document. What is there already is folded nearly as `fold`
 *  does it, until the document's next compaction. */
async function createSearch(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`ALTER TABLE summaries ADD COLUMN folded_title TEXT NOT NULL DEFAULT ''`,
    sql`ALTER TABLE summaries ADD COLUMN folded_text TEXT NOT NULL DEFAULT ''`,
    sql`UPDATE summaries SET folded_title = lower(title), folded_text = lower(substr(text, 1, 250000))`,
  ]
  for (const statement of statements) await statement.execute(db)
}

async function createStars(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE stars (
      person TEXT NOT NULL,
      document TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (person, document)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX stars_document ON stars (document)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** What an older node leaves of a deleted document's chat a newer one erases. */
async function createChat(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE chats (
      document INTEGER PRIMARY KEY,
      head INTEGER NOT NULL,
      revision INTEGER NOT NULL
    ) STRICT`,
    sql`CREATE TABLE chat_messages (
      document INTEGER NOT NULL,
      n INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      id TEXT NOT NULL,
      person TEXT,
      name TEXT NOT NULL,
      color TEXT NOT NULL,
      text TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (document, n),
      UNIQUE (document, id)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX chat_messages_revision ON chat_messages (document, revision)`,
    sql`CREATE TABLE chat_reactions (
      document INTEGER NOT NULL,
      n INTEGER NOT NULL,
      emoji TEXT NOT NULL,
      person TEXT NOT NULL,
      name TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (document, n, emoji, person)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE TABLE chat_reads (
      person TEXT NOT NULL,
      document INTEGER NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (person, document)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX chat_reads_document ON chat_reads (document)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** What an older node leaves of a deleted document's files a newer one erases. `document_files` is what its rows in the two others come to:
 *  one row to wait for, where two uploads begin at once. */
async function createFiles(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE document_files (
      document INTEGER PRIMARY KEY,
      count INTEGER NOT NULL,
      bytes INTEGER NOT NULL
    ) STRICT`,
    sql`CREATE TABLE uploads (
      id TEXT PRIMARY KEY,
      document INTEGER NOT NULL,
      person TEXT NOT NULL,
      name TEXT NOT NULL,
      size INTEGER NOT NULL,
      touched_at INTEGER NOT NULL,
      holder TEXT NOT NULL,
      beat INTEGER NOT NULL,
      wanted INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX uploads_document ON uploads (document, person)`,
    sql`CREATE INDEX uploads_person ON uploads (person)`,
    sql`CREATE INDEX uploads_touched ON uploads (touched_at)`,
    sql`CREATE TABLE files (
      document INTEGER NOT NULL,
      id TEXT NOT NULL,
      blob TEXT NOT NULL,
      person TEXT NOT NULL,
      name TEXT NOT NULL,
      type TEXT NOT NULL,
      size INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX files_blob ON files (blob)`,
    sql`CREATE TABLE lost_blobs (blob TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** What one person has brought, into all documents. `file_people` is but a row to wait for, where one person begins two uploads at once. */
async function countFilesOfPeople(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE file_people (person TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
    sql`CREATE INDEX files_person ON files (person)`,
    sql`CREATE INDEX other_names_person ON other_names (person)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** Brings the tables up to date, in one transaction.
 *  @throws {CannotOpenLog} when a newer version has been at them */
export function migrateSqlite<Tables>(db: Kysely<Tables>, path: string): Promise<void> {
  return migrate(db, migrations, path)
}
