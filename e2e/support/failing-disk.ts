import { findFiuRun } from '../../scripts/services.ts'

/** What SQLite calls to bring a commit to the disk. What Node calls for sockets and between threads is left alone. */
const calls = ['rw/pwrite', 'sync/fsync', 'sync/fdatasync', 'file/ftruncate']

/**
 * A command under which a program's writes and flushes fail every now and then, with any of the errors that they may have: by
 * libfiu. Undefined where that is not installed.
 */
export function onFailingDisk(probability: number): string[] | undefined {
  const fiuRun = findFiuRun()
  if (fiuRun === undefined) return undefined
  const rules = calls.flatMap(call => [
    '-c',
    `enable_random name=posix/io/${call},probability=${probability}`,
  ])
  return [fiuRun, '-x', ...rules]
}
