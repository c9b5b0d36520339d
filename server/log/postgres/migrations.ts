import { type Kysely, sql } from 'kysely'
import { type Migrations, migrate } from '../migrate.ts'
import { appendFunction } from './append-function.ts'

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
    sql`CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL)`,
    sql`INSERT INTO meta (name, value) VALUES ('epoch', replace(gen_random_uuid()::text, '-', ''))`,
    // Every commit writes here: room on each page lets a row be written anew beside its old self, without its indexes.
    sql`CREATE TABLE documents (
      key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text COLLATE "C" NOT NULL UNIQUE,
      head bigint NOT NULL DEFAULT 0,
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL
    ) WITH (fillfactor = 50)`,
    sql`CREATE TABLE updates (
      document bigint NOT NULL,
      seq bigint NOT NULL,
      session bigint NOT NULL,
      n bigint NOT NULL,
      at bigint NOT NULL,
      bytes bytea NOT NULL,
      PRIMARY KEY (document, seq)
    )`,
    sql`CREATE TABLE snapshots (
      document bigint PRIMARY KEY,
      seq bigint NOT NULL,
      inflated bigint NOT NULL,
      clocks bytea NOT NULL,
      bytes bytea NOT NULL
    )`,
    // They are gzipped already.
    sql`ALTER TABLE snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL`,
    sql`CREATE TABLE summaries (
      document bigint PRIMARY KEY,
      title text NOT NULL,
      excerpt text NOT NULL,
      text text NOT NULL
    )`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** Who may do what to a document. Those without a row in `documents_access` were made before there was any: whoever has their address may
 *  write, and nobody owns them. A node of the version before would ask nobody for a right. */
async function createAccess(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE documents_access (
      document text COLLATE "C" PRIMARY KEY,
      owner text COLLATE "C",
      link_role text COLLATE "C",
      link_key text COLLATE "C" NOT NULL,
      trashed_at bigint,
      changed_at bigint NOT NULL
    )`,
    sql`CREATE INDEX documents_access_owner ON documents_access (owner)`,
    sql`CREATE TABLE members (
      document text COLLATE "C" NOT NULL,
      person text COLLATE "C" NOT NULL,
      role text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (document, person)
    )`,
    sql`CREATE INDEX members_person ON members (person)`,
    sql`CREATE TABLE visits (
      document text COLLATE "C" NOT NULL,
      person text COLLATE "C" NOT NULL,
      link_key text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (document, person)
    )`,
    sql`CREATE INDEX visits_person ON visits (person)`,
    sql`CREATE TABLE invitations (
      email text COLLATE "C" NOT NULL,
      document text COLLATE "C" NOT NULL,
      role text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (email, document)
    )`,
    sql`CREATE INDEX invitations_document ON invitations (document)`,
    sql`CREATE TABLE guests (id text COLLATE "C" PRIMARY KEY, name text COLLATE "C" NOT NULL)`,
    sql`CREATE TABLE access_changes (
      n bigint PRIMARY KEY,
      what text COLLATE "C" NOT NULL,
      id text COLLATE "C" NOT NULL,
      at bigint NOT NULL
    )`,
    sql`CREATE TABLE counters (name text COLLATE "C" PRIMARY KEY, n bigint NOT NULL)`,
    sql`INSERT INTO counters (name, n) VALUES ('access_changes', 0)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** Who has signed in, and what is left of logins that have ended. A node of the version before would take those for valid. */
async function createLogins(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE users (
      id text COLLATE "C" PRIMARY KEY,
      issuer text COLLATE "C" NOT NULL,
      subject text COLLATE "C" NOT NULL,
      name text COLLATE "C" NOT NULL,
      email text COLLATE "C",
      email_verified bigint NOT NULL,
      created_at bigint NOT NULL,
      seen_at bigint NOT NULL,
      UNIQUE (issuer, subject)
    )`,
    sql`CREATE INDEX users_email ON users (email)`,
    sql`CREATE TABLE other_names (guest text COLLATE "C" PRIMARY KEY, person text COLLATE "C" NOT NULL)`,
    sql`CREATE TABLE logins (id text COLLATE "C" PRIMARY KEY, person text COLLATE "C" NOT NULL, until bigint NOT NULL)`,
    sql`CREATE INDEX logins_person ON logins (person)`,
    sql`CREATE INDEX logins_until ON logins (until)`,
    sql`CREATE TABLE ended_logins (id text COLLATE "C" PRIMARY KEY, until bigint NOT NULL)`,
    sql`CREATE INDEX ended_logins_until ON ended_logins (until)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

async function createAuthors(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE TABLE authors (
    document bigint NOT NULL,
    client bigint NOT NULL,
    author text NOT NULL,
    session bigint NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (document, client)
  )`.execute(db)
  await sql.raw(appendFunction).execute(db)
}

/** Columns of `summaries`, so that an older node, too, deletes them with the document. What is there already is folded nearly as `fold`
 *  does it, until the document's next compaction. In "C", where characters are compared as they are. */
async function createSearch(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`ALTER TABLE summaries
      ADD COLUMN folded_title text COLLATE "C" NOT NULL DEFAULT '',
      ADD COLUMN folded_text text COLLATE "C" NOT NULL DEFAULT ''`,
    sql`UPDATE summaries SET folded_title = lower(title), folded_text = lower(left(text, 250000))`,
    // SQLite's name for it.
    sql`CREATE OR REPLACE FUNCTION instr(text, text) RETURNS integer
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT strpos($1, $2)'`,
  ]
  for (const statement of statements) await statement.execute(db)
}

async function createStars(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE stars (
      person text COLLATE "C" NOT NULL,
      document text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (person, document)
    )`,
    sql`CREATE INDEX stars_document ON stars (document)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** What an older node leaves of a deleted document's chat a newer one erases. */
async function createChat(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE chats (
      document bigint PRIMARY KEY,
      head bigint NOT NULL,
      revision bigint NOT NULL
    )`,
    sql`CREATE TABLE chat_messages (
      document bigint NOT NULL,
      n bigint NOT NULL,
      revision bigint NOT NULL,
      id text COLLATE "C" NOT NULL,
      person text COLLATE "C",
      name text NOT NULL,
      color text NOT NULL,
      text text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (document, n),
      UNIQUE (document, id)
    )`,
    sql`CREATE INDEX chat_messages_revision ON chat_messages (document, revision)`,
    sql`CREATE TABLE chat_reactions (
      document bigint NOT NULL,
      n bigint NOT NULL,
      emoji text COLLATE "C" NOT NULL,
      person text COLLATE "C" NOT NULL,
      name text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (document, n, emoji, person)
    )`,
    sql`CREATE TABLE chat_reads (
      person text COLLATE "C" NOT NULL,
      document bigint NOT NULL,
      n bigint NOT NULL,
      PRIMARY KEY (person, document)
    )`,
    sql`CREATE INDEX chat_reads_document ON chat_reads (document)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** What an older node leaves of a deleted document's files a newer one erases. `document_files` is what its rows in the two others come to:
 *  one row to wait for, where two uploads begin at once. */
async function createFiles(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE document_files (
      document bigint PRIMARY KEY,
      count bigint NOT NULL,
      bytes bigint NOT NULL
    )`,
    sql`CREATE TABLE uploads (
      id text COLLATE "C" PRIMARY KEY,
      document bigint NOT NULL,
      person text COLLATE "C" NOT NULL,
      name text NOT NULL,
      size bigint NOT NULL,
      touched_at bigint NOT NULL,
      holder text COLLATE "C" NOT NULL,
      beat bigint NOT NULL,
      wanted bigint NOT NULL
    )`,
    sql`CREATE INDEX uploads_document ON uploads (document, person)`,
    sql`CREATE INDEX uploads_person ON uploads (person)`,
    sql`CREATE INDEX uploads_touched ON uploads (touched_at)`,
    sql`CREATE TABLE files (
      document bigint NOT NULL,
      id text COLLATE "C" NOT NULL,
      blob text COLLATE "C" NOT NULL,
      person text COLLATE "C" NOT NULL,
      name text NOT NULL,
      type text COLLATE "C" NOT NULL,
      size bigint NOT NULL,
      sha256 text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (document, id)
    )`,
    sql`CREATE INDEX files_blob ON files (blob)`,
    sql`CREATE TABLE lost_blobs (blob text COLLATE "C" PRIMARY KEY, at bigint NOT NULL)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** What one person has brought, into all documents. `file_people` is but a row to wait for, where one person begins two uploads at once. */
async function countFilesOfPeople(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`CREATE TABLE file_people (person text COLLATE "C" PRIMARY KEY, at bigint NOT NULL)`,
    sql`CREATE INDEX files_person ON files (person)`,
    sql`CREATE INDEX other_names_person ON other_names (person)`,
  ]
  for (const statement of statements) await statement.execute(db)
}

/** 'Quir' in ASCII. */
const lock = 0x51756972

/** Brings the tables up to date. Nodes that start at once wait for the first of them.
 *  @throws {CannotOpenLog} when a newer version has been at them */
export function migratePostgres<Tables>(db: Kysely<Tables>, name: string): Promise<void> {
  return db.connection().execute(async session => {
    await sql`SELECT pg_advisory_lock(${lock})`.execute(session)
    try {
      await migrate(session, migrations, name)
    } finally {
      await sql`SELECT pg_advisory_unlock(${lock})`.execute(session)
    }
  })
}
