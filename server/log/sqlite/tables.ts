import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { LogFull } from '../log.ts'
import type { Schema } from '../schema.ts'
import { type RowsOf, type Step, statementOf, type Tables } from '../tables.ts'
import { type Thread, ThreadError } from '../thread.ts'
import { meansFull, meansRefused } from './errors.ts'
import type { Reader } from './reader-thread.ts'
import type { Writer } from './writer-thread.ts'

export interface TablesOptions {
  writer: Thread<Writer>
  reader: Thread<Reader>
  /** A reader of its own, started when it is first asked. */
  slowReader: () => Promise<Thread<Reader>>
  onFatal: (error: Error) => void
  /** @throws {LogClosed} */
  mustBeOpen(): void
}

/** Queries go to the threads as text: between two commits of the one, and between what others read of the other. */
export class SqliteTables implements Tables {
  readonly query = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: db => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
  readonly #options: TablesOptions

  constructor(options: TablesOptions) {
    this.#options = options
  }

  async read<Row>(query: Compilable<Row>): Promise<Row[]> {
    this.#options.mustBeOpen()
    // The rows are what the query's own type says: it was built from the schema.
    return this.#options.reader.call('query', statementOf(query)) as Promise<Row[]>
  }

  async readSlowly<Row>(query: Compilable<Row>): Promise<Row[]> {
    this.#options.mustBeOpen()
    const reader = await this.#options.slowReader()
    return reader.call('query', statementOf(query)) as Promise<Row[]>
  }

  async write<const Steps extends readonly Step[]>(steps: Steps): Promise<RowsOf<Steps> | undefined> {
    const { mustBeOpen, writer, onFatal } = this.#options
    mustBeOpen()
    try {
      return (await writer.call('write', steps.map(statementOf))) as RowsOf<Steps> | undefined
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error
      if (meansFull(error.sqliteCode)) throw new LogFull('the disk is full', { cause: error })
      if (error.sqliteCode !== undefined && !meansRefused(error.sqliteCode)) onFatal(error)
      throw error
    }
  }
}
