import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CannotOpenLog } from '../log.ts'
import { openWriter, type WriterOptions } from './connection.ts'
import { sqliteCode, sqliteCodes } from './errors.ts'
import { kyselyOn } from './kysely-on.ts'
import { migrate } from './migrations.ts'

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
  const unlock = explaining(path, () => lock(path))
  try {
    return { epoch: await prepareDatabase(options), unlock }
  } catch (error) {
    unlock()
    throw explain(error, path)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw cannotWrite(folder, error)
  }
}

/** Locks a small database beside the real one, for as long as the process lives: the kernel drops the lock with the
 *  process, however it ends. The real one cannot be locked so: our own threads share it. */
function lock(path: string): () => void {
  const db = new DatabaseSync(`${path}.lock`, { timeout: lockTimeoutMs })
  try {
    // Or the transaction that is never committed would leave a journal behind.
    db.exec('PRAGMA journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw error
  }
  return () => db.close()
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
    await migrate(kysely, options.path)
    const query = kysely.selectFrom('meta').select('value').where('name', '=', 'epoch')
    return (await query.executeTakeFirstOrThrow()).value
  } finally {
    writer.close()
  }
}

/** Marks a new file as ours; refuses another program's. */
function claim(db: DatabaseSync, path: string): void {
  if (db.prepare('PRAGMA application_id').get()?.application_id === applicationId) return
  if (db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables !== 0)
    throw notOurs(path, undefined)
  db.exec(`PRAGMA application_id = ${applicationId}`)
}

function explaining<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw explain(error, path)
  }
}

function explain(error: unknown, path: string): unknown {
  const folder = dirname(path)
  switch (sqliteCode(error)) {
    case sqliteCodes.busy:
      return new CannotOpenLog(
        `Another Quire is using ${path}: stop it, or give this one a data folder of its own (DATA_DIR).`,
        { cause: error },
      )
    case sqliteCodes.readOnly:
    case sqliteCodes.cannotOpen:
      return cannotWrite(folder, error)
    case sqliteCodes.notADatabase:
      return notOurs(path, error)
    case sqliteCodes.corrupt:
      return new CannotOpenLog(`${path} is damaged: put a backup in its place.`, { cause: error })
    case sqliteCodes.full:
      return new CannotOpenLog(`The disk that holds ${folder} is full: make room there and start again.`, {
        cause: error,
      })
    default:
      return error
  }
}

function cannotWrite(folder: string, cause: unknown): CannotOpenLog {
  return new CannotOpenLog(
    `Cannot write to the data folder ${folder}: let Quire's user write there, or choose another folder (DATA_DIR).`,
    { cause },
  )
}

function notOurs(path: string, cause: unknown): CannotOpenLog {
  return new CannotOpenLog(
    `${path} is not a database of Quire's: move that file away, or choose another data folder (DATA_DIR).`,
    { cause },
  )
}
