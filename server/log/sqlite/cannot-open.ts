import { dirname } from 'node:path'
import { CannotOpenLog } from '../log.ts'
import { meansFull, primaryCode, sqliteCode, sqliteCodes } from './errors.ts'

// What went wrong, as a sentence for people which says what to do. An error that is ours already passes as it is.

/** The data folder could not be made. */
export function explainFolder(error: unknown, folder: string): CannotOpenLog {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'ENOSPC') return isFull(folder, error)
  if (code !== 'EEXIST' && code !== 'ENOTDIR') return cannotWrite(`to the data folder ${folder}`, error)
  return new CannotOpenLog(
    `A file is in the way of the data folder ${folder}: move it away, or choose another folder (DATA_DIR).`,
    { cause: error },
  )
}

/** The lock beside the database could not be had. */
export function explainLock(error: unknown, { path, lockPath }: { path: string; lockPath: string }): unknown {
  // Whoever moved the database itself away would look for the documents.
  return primaryCode(sqliteCode(error)) === sqliteCodes.notADatabase
    ? notOurs(lockPath, error)
    : explainFile(error, path)
}

/** SQLite could not open the database, or could not work on it. */
export function explainFile(error: unknown, path: string): unknown {
  const code = sqliteCode(error)
  if (code === undefined) return error
  const folder = dirname(path)
  if (meansFull(code)) return isFull(folder, error)
  switch (primaryCode(code)) {
    case sqliteCodes.busy:
      return new CannotOpenLog(
        `Another Quire is using ${path}: stop it, or give this one a data folder of its own (DATA_DIR).`,
        { cause: error },
      )
    case sqliteCodes.readOnly:
    case sqliteCodes.cannotOpen:
      return cannotWrite(`to the data folder ${folder}`, error)
    case sqliteCodes.notADatabase:
      return notOurs(path, error)
    case sqliteCodes.corrupt:
      return new CannotOpenLog(`${path} is damaged: put a backup in its place.`, { cause: error })
    default:
      return new CannotOpenLog(
        `${path} cannot be opened (${error instanceof Error ? error.message : code}): look at the disk, or choose another data folder (DATA_DIR).`,
        { cause: error },
      )
  }
}

export function notOurs(path: string, cause?: unknown): CannotOpenLog {
  return new CannotOpenLog(
    `${path} is not a database of Quire's: move that file away, or choose another data folder (DATA_DIR).`,
    { cause },
  )
}

export function cannotWrite(where: string, cause: unknown): CannotOpenLog {
  return new CannotOpenLog(
    `Cannot write ${where}: let Quire's user write there, or choose another folder (DATA_DIR).`,
    { cause },
  )
}

function isFull(folder: string, cause: unknown): CannotOpenLog {
  return new CannotOpenLog(`The disk that holds ${folder} is full: make room there and start again.`, {
    cause,
  })
}
