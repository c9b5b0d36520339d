/** SQLite's result codes: https://www.sqlite.org/rescode.html */
export const sqliteCodes = {
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const

/** The write-ahead log's index could not grow. Of all I/O errors the one that means a full disk. */
const sharedMemorySize = 4874

/** The primary code of an error that `node:sqlite` threw, whose `errcode` is the extended one. */
export function sqliteCode(error: unknown): number | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

export function meansFull(extendedCode: number | undefined): boolean {
  if (extendedCode === undefined) return false
  return (extendedCode & 0xff) === sqliteCodes.full || extendedCode === sharedMemorySize
}
