import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import { LogAway } from '../log.ts'
import type { Database, Schema } from '../schema.ts'
import { type RowsOf, runRead, runWrite, type Step, statementOf, type Tables } from '../tables.ts'
import { meansAgain } from './errors.ts'

export interface TablesOptions {
  reading: Database
  readingSlowly: Database
  writing: Database
  /** @throws {LogClosed} */
  mustBeOpen(): void
}

/** Two transactions that want each other's rows: one of them is carried back, and finds them free the next time. */
const maxTries = 3

export class PostgresTables implements Tables {
  readonly query = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  readonly #options: TablesOptions

  constructor(options: TablesOptions) {
    this.#options = options
  }

  async read<Row>(query: Compilable<Row>): Promise<Row[]> {
    this.#options.mustBeOpen()
    // The rows are what the query's own type says: it was built from the schema.
    return runRead(this.#options.reading, statementOf(query)) as Promise<Row[]>
  }

  async readSlowly<Row>(query: Compilable<Row>): Promise<Row[]> {
    this.#options.mustBeOpen()
    return runRead(this.#options.readingSlowly, statementOf(query)) as Promise<Row[]>
  }

  async write<const Steps extends readonly Step[]>(steps: Steps): Promise<RowsOf<Steps> | undefined> {
    this.#options.mustBeOpen()
    const statements = steps.map(statementOf)
    for (let tries = 1; ; tries++) {
      try {
        return (await runWrite(this.#options.writing, statements)) as RowsOf<Steps> | undefined
      } catch (error) {
        const isPassing = error instanceof LogAway && meansAgain(error.cause)
        if (!isPassing || tries === maxTries) throw error
      }
    }
  }
}
