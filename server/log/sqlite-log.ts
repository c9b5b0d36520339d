import type { DocumentId, Seq, Summary } from '../../protocol/index.ts'
import { outcomesOf, packBatch } from './batch.ts'
import type { Changes } from './changes.ts'
import { Compactions, type CompactionTrouble } from './compactions.ts'
import type { Compactor } from './compactor-thread.ts'
import type { CopiedLog } from './copy-document.ts'
import { copyOf } from './copy-of.ts'
import { type Entry, GroupCommit, type Outcome } from './group-commit.ts'
import type { StoredSnapshot, Tail } from './log.ts'
import { type Append, type DocumentState, LogClosed, LogFull } from './log.ts'
import { type Rendering, type Rendition, Renditions } from './renditions/renditions.ts'
import { explainFile } from './sqlite/cannot-open.ts'
import type { WriterOptions } from './sqlite/connection.ts'
import { meansFull } from './sqlite/errors.ts'
import type { Reader } from './sqlite/reader-thread.ts'
import { openStore } from './sqlite/store.ts'
import { SqliteTables } from './sqlite/tables.ts'
import type { Writer } from './sqlite/writer-thread.ts'
import type { StoredLog } from './tables.ts'
import { type Calls, type Input, type Output, startThread, type Thread, ThreadError } from './thread.ts'
import { takeovers, turnsOf } from './turns.ts'

export interface SqliteLogOptions extends WriterOptions {
  /** Nobody knows any more what is on the disk: an fsync failed, say, and the pages that it was for are gone. Told once;
   *  appends are refused from then on, and the process should end. */
  onFatal: (error: Error) => void
  onCompactionTrouble?: (trouble: CompactionTrouble) => void
  /** See `GroupCommitOptions`. */
  paceMs?: number
  /** A compaction that takes longer is given up. */
  compactionBudgetMs?: number
}

/** A document that takes longer was made to: an honest one of a million edits folds in some five seconds. */
const defaultCompactionBudgetMs = 30_000
/** Many times what a document of 260,000 edits takes. */
const compactorHeapMb = 512

/** The log in one SQLite file, for one process. Opens the file at `path`, or makes it, and its folder.
 *  @throws {CannotOpenLog} */
export async function openSqliteLog(options: SqliteLogOptions): Promise<StoredLog> {
  const { path, maxPages } = options
  const store = await openStore(options)
  let isFatal = false
  const onFatal = (error: Error) => {
    if (!isFatal) options.onFatal(error)
    isFatal = true
  }
  const start = <Api extends Calls<Api>>(
    module: string,
    onDeath?: (error: Error) => void,
    maxHeapMb?: number,
  ) => startThread<Api>({ module, beside: import.meta.url, given: { path, maxPages }, onDeath, maxHeapMb })
  const starting = [
    start<Writer>('./sqlite/writer-thread', onFatal),
    start<Reader>('./sqlite/reader-thread', onFatal),
  ] as const
  try {
    const [writer, reader] = await Promise.all(starting)
    const startReader = () => start<Reader>('./sqlite/reader-thread')
    const startCompactor = () => start<Compactor>('./compactor-thread', undefined, compactorHeapMb)
    return new SqliteLog({ ...options, ...store, onFatal, writer, reader, startReader, startCompactor })
  } catch (error) {
    for (const thread of await Promise.allSettled(starting)) {
      if (thread.status === 'fulfilled') await thread.value.kill()
    }
    store.unlock()
    throw explainFile(error, path)
  }
}

interface Parts extends SqliteLogOptions {
  epoch: string
  unlock: () => void
  writer: Thread<Writer>
  reader: Thread<Reader>
  startReader: () => Promise<Thread<Reader>>
  startCompactor: () => Promise<Thread<Compactor>>
}

class SqliteLog implements StoredLog {
  readonly epoch: string
  readonly description: string
  readonly shared = false
  readonly awayInMs = 0
  readonly tables: SqliteTables
  readonly #parts: Parts
  readonly #appends: GroupCommit
  readonly #compactions: Compactions
  readonly #renditions: Renditions
  #slowReader: Promise<Thread<Reader>> | undefined
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    const { paceMs, onFatal, reader, startCompactor } = parts
    this.epoch = parts.epoch
    this.description = `SQLite, ${parts.path}`
    this.#parts = parts
    this.tables = new SqliteTables({
      ...parts,
      slowReader: () => {
        this.#slowReader ??= parts.startReader()
        return this.#slowReader
      },
      mustBeOpen: () => this.#mustBeOpen(),
    })
    this.#appends = new GroupCommit({
      commit: entries => this.#commit(entries),
      onFatal,
      ...(paceMs === undefined ? {} : { paceMs }),
    })
    this.#compactions = new Compactions({
      store: {
        findUnfolded: documentId => reader.call('findUnfolded', documentId),
        readPiece: piece => reader.call('readPiece', piece),
        findBehind: place => reader.call('findBehind', place),
        keep: compacted => this.#write('keep', compacted),
        prune: piece => this.#write('prune', piece),
      },
      startCompactor,
      onTrouble: trouble => parts.onCompactionTrouble?.(trouble),
      budgetMs: parts.compactionBudgetMs ?? defaultCompactionBudgetMs,
    })
    this.#renditions = new Renditions(documentId => this.read(documentId, 0))
  }

  append(documentId: DocumentId, update: Append): Promise<Seq> {
    return this.#appends.append(documentId, update)
  }

  async create(documentId: DocumentId): Promise<void> {
    this.#mustBeOpen()
    await this.#write('create', documentId)
  }

  async state(documentId: DocumentId): Promise<DocumentState | undefined> {
    this.#mustBeOpen()
    return this.#parts.reader.call('state', documentId)
  }

  async authors(documentId: DocumentId): Promise<Map<number, string>> {
    this.#mustBeOpen()
    return this.#parts.reader.call('authors', documentId)
  }

  async heads(documentIds: readonly DocumentId[]): Promise<Map<DocumentId, Seq>> {
    this.#mustBeOpen()
    return this.#parts.reader.call('heads', documentIds)
  }

  async read(documentId: DocumentId, after: Seq): Promise<Tail | undefined> {
    this.#mustBeOpen()
    return this.#parts.reader.call('read', { documentId, after })
  }

  async snapshot(documentId: DocumentId): Promise<StoredSnapshot | undefined> {
    this.#mustBeOpen()
    return this.#parts.reader.call('snapshot', documentId)
  }

  async summaries(ids: readonly DocumentId[]): Promise<Summary[]> {
    this.#mustBeOpen()
    return this.#parts.reader.call('summaries', ids)
  }

  async compact(documentId: DocumentId): Promise<void> {
    this.#mustBeOpen()
    await this.#compactions.compact(documentId)
  }

  copyOf(documentId: DocumentId, title: string): Promise<CopiedLog | undefined> {
    return copyOf(this, documentId, snapshot => this.#compactions.copy(snapshot, title))
  }

  async changes(documentId: DocumentId, after: Seq): Promise<Changes | undefined> {
    this.#mustBeOpen()
    return this.#parts.reader.call('changes', { documentId, after })
  }

  async rendition(documentId: DocumentId, as: Rendering): Promise<Rendition | 'unreadable' | undefined> {
    this.#mustBeOpen()
    return this.#renditions.render(documentId, as)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#appends.close()
    await this.#renditions.close()
    await this.#compactions.close()
    await this.#parts.reader.end()
    await (await this.#slowReader?.catch(() => undefined))?.end()
    // Last, so that it finds itself alone with the file and leaves no write-ahead log behind.
    await this.#parts.writer.end()
    this.#parts.unlock()
  }

  async #commit(entries: readonly Entry[]): Promise<Outcome[]> {
    // Nobody else writes here: who goes on is still the one who wrote last.
    const batch = packBatch(entries, (...all) => takeovers(turnsOf(...all)))
    const { documents } = batch
    const committed = await this.#write('commit', batch)
    for (const documentId of committed.due) void this.#compactions.compact(documentId)
    return outcomesOf(entries, documents, committed)
  }

  async #write<Name extends keyof Writer>(
    name: Name,
    input: Input<Writer, Name>,
  ): Promise<Output<Writer, Name>> {
    try {
      return await this.#parts.writer.call(name, input)
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error
      if (meansFull(error.sqliteCode)) throw new LogFull('the disk is full', { cause: error })
      if (error.sqliteCode !== undefined) this.#parts.onFatal(error)
      throw error
    }
  }

  #mustBeOpen(): void {
    if (this.#closing !== undefined) throw new LogClosed('the log is closed')
  }
}
