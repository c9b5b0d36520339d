import { setTimeout as pause } from 'node:timers/promises'
import type { DocumentId, Seq, Summary } from '../../protocol/index.ts'
import { outcomesOf, packBatch } from './batch.ts'
import type { Changes } from './changes.ts'
import { Compactions, type CompactionTrouble } from './compactions.ts'
import type { Compactor } from './compactor-thread.ts'
import type { CopiedLog } from './copy-document.ts'
import { copyOf } from './copy-of.ts'
import { type Entry, GroupCommit, type Outcome } from './group-commit.ts'
import type { StoredSnapshot, Tail } from './log.ts'
import { type Append, type DocumentState, LogClosed } from './log.ts'
import { Appender, statementWithinMs } from './postgres/appender.ts'
import { explainPostgres } from './postgres/cannot-open.ts'
import { compactionStore } from './postgres/compaction-store.ts'
import { placeOf } from './postgres/connection.ts'
import { findHeads } from './postgres/find-heads.ts'
import { kyselyOn } from './postgres/kysely-on.ts'
import { Link } from './postgres/link.ts'
import { type OpenPool, openPool } from './postgres/open-pool.ts'
import { openWriting } from './postgres/open-writing.ts'
import { prepareStore } from './postgres/store.ts'
import { PostgresTables } from './postgres/tables.ts'
import { Tails } from './postgres/tails.ts'
import { createDocument } from './queries.ts'
import {
  readAuthors,
  readChanges,
  readNewestSnapshot,
  readState,
  readSummaries,
  readTail,
} from './read-log.ts'
import { type Rendering, type Rendition, Renditions } from './renditions/renditions.ts'
import type { Database } from './schema.ts'
import type { StoredLog } from './tables.ts'
import { startThread } from './thread.ts'
import { turnsOf } from './turns.ts'

export interface PostgresLogOptions {
  /** `postgres://user:password@host:port/database`, and what else `pg` understands. */
  url: string
  /** The log in the database is not the one that was opened: a backup has taken its place. The process should end. */
  onFatal: (error: Error) => void
  onCompactionTrouble?: (trouble: CompactionTrouble) => void
  /** The database went away, or came back after so long. */
  onAway?: (error: Error) => void
  onBack?: (afterMs: number) => void
  /** See `GroupCommitOptions`. */
  paceMs?: number
  /** Appends wait for a database that is away, so that a restart of it passes without a word; after this long they are
   *  refused, for whoever typed must know. */
  patienceMs?: number
  /** And when this many bytes wait, whichever comes first. */
  maxWaitingBytes?: number
  /** A compaction that takes longer is given up. */
  compactionBudgetMs?: number
}

const defaults = {
  patienceMs: 30_000,
  maxWaitingBytes: 64 * 1024 * 1024,
  /** A document that takes longer was made to: an honest one of a million edits folds in some five seconds. */
  compactionBudgetMs: 30_000,
}
/** Whoever opens a document is told by then that it cannot be read. */
const readWithinMs = 5000
/** Nobody may go on for long with a right that was taken from them: a connection that has fallen silent is given up early. */
const askWithinMs = 1500
/** With the one that appends, a node takes eight at the most. The tables have their own: documents that take long to read must not keep
 *  a node from hearing who may read what, and searches must keep nobody from either. */
const connections = { log: 4, tables: 2, slow: 1 }
/** A compaction reads a document's whole log, with nobody waiting for it. */
const compactWithinMs = 30_000
/** Many times what a document of 260,000 edits takes. */
const compactorHeapMb = 512
/** How long closing waits for a database that is away. */
const partWithinMs = 3000

/** The log in a Postgres that any number of nodes share.
 *  @throws {CannotOpenLog} */
export async function openPostgresLog(options: PostgresLogOptions): Promise<StoredLog> {
  const { url } = options
  const place = placeOf(url)
  const epoch = await prepareStore(url, place)
  const pools: Pools = {
    log: openPool(url, { statementWithinMs: compactWithinMs, connections: connections.log }),
    tables: openPool(url, { statementWithinMs, connections: connections.tables }),
    slow: openPool(url, { statementWithinMs: readWithinMs, connections: connections.slow }),
  }
  try {
    const link = await Link.open({
      open: openWriting({ ...options, epoch, statementWithinMs }),
      patienceMs: options.patienceMs ?? defaults.patienceMs,
      onAway: error => options.onAway?.(error),
      onBack: afterMs => options.onBack?.(afterMs),
    })
    const description = `Postgres, ${place.server}, database ${place.database}`
    return new PostgresLog({ ...defaults, ...options, epoch, description, pools, link })
  } catch (error) {
    await closeAll(pools)
    throw explainPostgres(error, place)
  }
}

type Pools = Record<keyof typeof connections, OpenPool>

const closeAll = (pools: Pools) => Promise.all(Object.values(pools).map(pool => pool.close()))

interface Parts extends PostgresLogOptions {
  patienceMs: number
  maxWaitingBytes: number
  compactionBudgetMs: number
  epoch: string
  description: string
  pools: Pools
  link: Link
}

class PostgresLog implements StoredLog {
  readonly epoch: string
  readonly description: string
  readonly shared = true
  readonly tables: PostgresTables
  readonly #parts: Parts
  readonly #db: Database
  readonly #appender: Appender
  readonly #tails: Tails
  readonly #appends: GroupCommit
  readonly #compactions: Compactions
  readonly #renditions = new Renditions(documentId => this.read(documentId, 0))
  /** Bytes that were appended since the database went away. */
  #waitingBytes = 0
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    const { pools, link, paceMs, onFatal } = parts
    this.epoch = parts.epoch
    this.description = parts.description
    this.#parts = parts
    this.#db = kyselyOn(pools.log.pool, { answerWithinMs: readWithinMs })
    this.tables = new PostgresTables({
      reading: kyselyOn(pools.tables.pool, { answerWithinMs: askWithinMs }),
      readingSlowly: kyselyOn(pools.slow.pool, { answerWithinMs: readWithinMs }),
      writing: kyselyOn(pools.tables.pool, { answerWithinMs: readWithinMs }),
      mustBeOpen: () => this.#mustBeOpen(),
    })
    const slow = kyselyOn(pools.log.pool, { answerWithinMs: compactWithinMs })
    this.#appender = new Appender(link, parts)
    this.#tails = new Tails(slow, documentId => void this.#compactions.compact(documentId))
    this.#appends = new GroupCommit({
      commit: entries => this.#commit(entries),
      onFatal,
      ...(paceMs === undefined ? {} : { paceMs }),
    })
    this.#compactions = new Compactions({
      store: compactionStore(slow, key => this.#tails.compacted(key)),
      startCompactor: () =>
        startThread<Compactor>({
          module: './compactor-thread',
          beside: import.meta.url,
          given: undefined,
          maxHeapMb: compactorHeapMb,
        }),
      onTrouble: trouble => parts.onCompactionTrouble?.(trouble),
      budgetMs: parts.compactionBudgetMs,
    })
  }

  get awayInMs(): number {
    return this.#parts.link.awayInMs
  }

  append(documentId: DocumentId, update: Append): Promise<Seq> {
    const { link, maxWaitingBytes } = this.#parts
    this.#waitingBytes = link.awayInMs === 0 ? 0 : this.#waitingBytes + update.update.length
    if (this.#waitingBytes > maxWaitingBytes) link.giveUp()
    return this.#appends.append(documentId, update)
  }

  async create(documentId: DocumentId): Promise<void> {
    this.#mustBeOpen()
    await createDocument(this.#db, documentId, Date.now())
  }

  async state(documentId: DocumentId): Promise<DocumentState | undefined> {
    this.#mustBeOpen()
    return readState(this.#db, documentId)
  }

  async authors(documentId: DocumentId): Promise<Map<number, string>> {
    this.#mustBeOpen()
    return readAuthors(this.#db, documentId)
  }

  async heads(documentIds: readonly DocumentId[]): Promise<Map<DocumentId, Seq>> {
    this.#mustBeOpen()
    return findHeads(this.#db, documentIds)
  }

  async read(documentId: DocumentId, after: Seq): Promise<Tail | undefined> {
    this.#mustBeOpen()
    return readTail(this.#db, documentId, after)
  }

  async changes(documentId: DocumentId, after: Seq): Promise<Changes | undefined> {
    this.#mustBeOpen()
    return readChanges(this.#db, documentId, after)
  }

  async rendition(documentId: DocumentId, as: Rendering): Promise<Rendition | 'unreadable' | undefined> {
    this.#mustBeOpen()
    return this.#renditions.render(documentId, as)
  }

  async snapshot(documentId: DocumentId): Promise<StoredSnapshot | undefined> {
    this.#mustBeOpen()
    return readNewestSnapshot(this.#db, documentId)
  }

  async summaries(ids: readonly DocumentId[]): Promise<Summary[]> {
    this.#mustBeOpen()
    return readSummaries(this.#db, ids)
  }

  async compact(documentId: DocumentId): Promise<void> {
    this.#mustBeOpen()
    await this.#compactions.compact(documentId)
  }

  copyOf(documentId: DocumentId, title: string): Promise<CopiedLog | undefined> {
    return copyOf(this, documentId, snapshot => this.#compactions.copy(snapshot, title))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { link, pools } = this.#parts
    const hurrying = setTimeout(() => link.hurry(), partWithinMs)
    await this.#appends.close()
    clearTimeout(hurrying)
    // Those that wait for an answer which does not come are let go with the pool.
    const compacting = Promise.all([this.#renditions.close(), this.#compactions.close()])
    await Promise.race([compacting, pause(partWithinMs)])
    await closeAll(pools)
    await compacting
    link.close()
  }

  async #commit(entries: readonly Entry[]): Promise<Outcome[]> {
    const batch = packBatch(entries, turnsOf)
    const { documents } = batch
    const committed = await this.#appender.commit(batch)
    // A database that has gone away since keeps nobody from having been saved.
    this.#tails.appended(batch, committed.moved).catch(() => {})
    return outcomesOf(entries, documents, committed)
  }

  #mustBeOpen(): void {
    if (this.#closing !== undefined) throw new LogClosed('the log is closed')
  }
}
