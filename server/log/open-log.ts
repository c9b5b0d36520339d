import type { CompactionTrouble } from './compactions.ts'
import type { StoredLog } from './tables.ts'

export interface LogOptions {
  /** A Postgres for any number of nodes. Without it the log is a file, for one node. */
  databaseUrl: string | undefined
  /** The file, where there is no `databaseUrl`. */
  path: string
  /** The log can promise nothing any more: the process must end. */
  onFatal: (error: Error) => void
  onCompactionTrouble?: (trouble: CompactionTrouble) => void
  /** See `Log.awayInMs`. */
  onAway?: (error: Error) => void
  onBack?: (afterMs: number) => void
}

/**
 * Loads what the store needs, and that alone: a server starts sooner, and is smaller, without what it does not use.
 * @throws {CannotOpenLog}
 */
export async function openLog({ databaseUrl, path, ...options }: LogOptions): Promise<StoredLog> {
  if (databaseUrl === undefined) {
    const { openSqliteLog } = await import('./sqlite-log.ts')
    return openSqliteLog({ ...options, path })
  }
  const { openPostgresLog } = await import('./postgres-log.ts')
  return openPostgresLog({ ...options, url: databaseUrl })
}
