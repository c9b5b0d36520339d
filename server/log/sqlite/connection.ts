import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CannotOpenLog } from '../log.ts'

/** Some 16 MB. The commit that checkpoints waits for two fsyncs more, and for all pages written since: once in 250 commits
 *  of many documents it does not show; with SQLite's own 1,000 pages it was every sixtieth, and doubled the p99. */
const checkpointAfterPages = 4000
/** A WAL that has grown under a long read is cut back to this. */
const maxIdleWalBytes = 32 * 1024 * 1024
/** A writer holds no lock that readers wait for, except while the WAL is recovered after a crash. */
const busyTimeoutMs = 5000

export interface WriterOptions {
  path: string
  /** The database does not grow beyond this. For tests of a full disk, and for small disks. */
  maxPages?: number | undefined
}

/** The one connection that writes. A commit returns when it is on the disk.
 *  @throws {CannotOpenLog} when SQLite cannot keep a write-ahead log here, as on some network file systems */
export function openWriter({ path, maxPages }: WriterOptions): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyTimeoutMs })
  try {
    prepareWriter(db, maxPages)
    const { journal, synchronous } = durabilityOf(db)
    if (journal === 'wal' && synchronous === 2) return db
    throw new CannotOpenLog(
      `SQLite cannot keep a write-ahead log in ${dirname(path)}: choose a folder on a local disk (DATA_DIR).`,
    )
  } catch (error) {
    db.close()
    throw error
  }
}

function prepareWriter(db: DatabaseSync, maxPages: number | undefined): void {
  db.exec('PRAGMA journal_mode = WAL')
  // In WAL mode the default of many builds is NORMAL: no fsync at a commit.
  db.exec('PRAGMA synchronous = FULL')
  db.exec(`PRAGMA wal_autocheckpoint = ${checkpointAfterPages}`)
  db.exec(`PRAGMA journal_size_limit = ${maxIdleWalBytes}`)
  db.exec('PRAGMA cache_size = -8000')
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`)
}

export function openReader(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs })
}

/** What the connection really does: `synchronous` 2 is FULL. */
export function durabilityOf(db: DatabaseSync): { journal: unknown; synchronous: unknown } {
  return {
    journal: db.prepare('PRAGMA journal_mode').get()?.journal_mode,
    synchronous: db.prepare('PRAGMA synchronous').get()?.synchronous,
  }
}
