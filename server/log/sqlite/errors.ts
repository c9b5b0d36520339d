import { ThreadError } from '../thread.ts'

/** SQLite's result codes: https://www.sqlite.org/rescode.html */
export const sqliteCodes = {
  error: 1,
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const

/** The write-ahead log's index could not grow. Of all I/O errors the one that means a full disk. */
const sharedMemorySize = 4874

/** The extended result code of an error that `node:sqlite` threw, here or in a thread. */
export function sqliteCode(error: unknown): number | undefined {
  if (error instanceof ThreadError) return error.sqliteCode
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code : undefined
}

export function primaryCode(extendedCode: number | undefined): number | undefined {
  return extendedCode === undefined ? undefined : extendedCode & 0xff
}

/** SQLite would not carry out the statement: the fault is in what was asked, and the file is as it was. */
export function meansRefused(extendedCode: number | undefined): boolean {
  const code = primaryCode(extendedCode)
  return code === sqliteCodes.constraint || code === sqliteCodes.error
}

export function meansFull(extendedCode: number | undefined): boolean {
  return primaryCode(extendedCode) === sqliteCodes.full || extendedCode === sharedMemorySize
}
