import type { CompactionTrouble } from './compactions.ts'
import { openPostgresLog } from './postgres-log.ts'
import { openSqliteLog } from './sqlite-log.ts'
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

/** @throws {CannotOpenLog} */
export function openLog({ databaseUrl, path, ...options }: LogOptions): Promise<StoredLog> {
  return databaseUrl === undefined
    ? openSqliteLog({ ...options, path })
    : openPostgresLog({ ...options, url: databaseUrl })
}
