import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { releaseClaims } from '../queries.ts'
import { cannotWrite, explainFile, explainFolder, explainLock, notOurs } from './cannot-open.ts'
import { openWriter, type WriterOptions } from './connection.ts'
import { kyselyOn } from './kysely-on.ts'
import { migrateSqlite } from './migrations.ts'

/** The database file, ours alone and up to date. */
export interface Store {
  epoch: string
  /** Lets another process have it. */
  unlock(): void
}

/** 'Quir' in ASCII: tells our file from other programs' databases. */
const applicationId = 0x51756972
/** A process that was just told to end may still be closing. */
const lockTimeoutMs = 1000

/** Makes the folder and the tables where they are missing. Blocks: for the start of a process.
 *  @throws {CannotOpenLog} */
export async function openStore(options: WriterOptions): Promise<Store> {
  const { path } = options
  const folder = dirname(path)
  makeFolder(folder)
  for (const file of [path, `${path}-wal`, `${path}-shm`, lockPathOf(path)]) mustBeWritable(file)
  const unlock = lock(path)
  try {
    return { epoch: await prepareDatabase(options), unlock }
  } catch (error) {
    unlock()
    throw explainFile(error, path)
  }
}

function makeFolder(folder: string): void {
  try {
    makeFolders(folder)
  } catch (error) {
    throw explainFolder(error, folder)
  }
}

/** Where a folder that is there says ENOENT of a new one, as /proc and some automounts do, Node's own `recursive` tries
 *  again without end. */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return
  if (dirname(folder) !== folder) makeFolders(dirname(folder))
  try {
    // What is in it is nobody else's on this machine.
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Somebody else may have made it just now.
    if (!isFolder(folder)) throw error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** A file that it may only read, SQLite opens without a word, and grants every lock on it. */
function mustBeWritable(file: string): void {
  try {
    if (existsSync(file)) accessSync(file, constants.W_OK)
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

const lockPathOf = (path: string) => `${path}.lock`

/** Locks a small database beside the real one, for as long as the process lives: the kernel drops the lock with the
 *  process, however it ends. The real one cannot be locked so: our own threads share it. */
function lock(path: string): () => void {
  const lockPath = lockPathOf(path)
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(lockPath, { timeout: lockTimeoutMs })
    // Or the transaction that is never committed would leave a journal behind.
    db.exec('PRAGMA journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    throw explainLock(error, { path, lockPath })
  }
  const held = db
  return () => held.close()
}

async function prepareDatabase(options: WriterOptions): Promise<string> {
  const db = new DatabaseSync(options.path)
  try {
    claim(db, options.path)
  } finally {
    db.close()
  }
  const writer = openWriter(options)
  try {
    const kysely = kyselyOn(writer)
    await migrateSqlite(kysely, options.path)
    const query = kysely.selectFrom('meta').select('value').where('name', '=', 'epoch')
    const { value: epoch } = await query.executeTakeFirstOrThrow()
    await releaseClaims(kysely, epoch)
    return epoch
  } finally {
    writer.close()
  }
}

/** Marks a new file as ours; refuses another program's. */
function claim(db: DatabaseSync, path: string): void {
  if (db.prepare('PRAGMA application_id').get()?.application_id === applicationId) return
  if (db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables !== 0) throw notOurs(path)
  db.exec(`PRAGMA application_id = ${applicationId}`)
}
