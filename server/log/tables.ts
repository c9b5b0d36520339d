import { type Compilable, CompiledQuery, type Kysely } from 'kysely'
import type { DocumentId, Seq } from '../../protocol/index.ts'
import type { Changes } from './changes.ts'
import type { CopiedLog } from './copy-document.ts'
import type { Log } from './log.ts'
import type { Rendering, Rendition } from './renditions/renditions.ts'
import type { Database, Schema } from './schema.ts'

/**
 * What else stands in the log's database: tables of who may do what, for which the log is only the host. Away from the way of an
 * edit.
 *
 * After `close()` of the log every call rejects with `LogClosed`, and while the database cannot be reached with `LogAway`.
 */
export interface Tables {
  /** Builds queries in the database's own dialect. It runs none: they are for `read` and `write`. */
  readonly query: Kysely<Schema>
  read<Row>(query: Compilable<Row>): Promise<Row[]>
  /** As `read`, for what may take a while: nobody waits behind it but others who ask so. */
  readSlowly<Row>(query: Compilable<Row>): Promise<Row[]>
  /** All of it in one transaction, one after the other; gives the rows of each (which only a query with `RETURNING` has) once they
   *  are durable. Undefined: a query that `must` changed nothing, and so nothing was changed by any of them.
   *  @throws {LogFull} nothing was written
   *  @throws {LogAway} it may have been written all the same */
  write<const Steps extends readonly Step[]>(steps: Steps): Promise<RowsOf<Steps> | undefined>
}

/** A log with room beside it. */
export interface StoredLog extends Log {
  readonly tables: Tables
  /** What is in a document now, made ready to be another one's beginning (see `stepsOfCopy`). Undefined: it cannot be read, or takes too
   *  long. */
  copyOf(documentId: DocumentId, title: string): Promise<CopiedLog | undefined>
  /** What follows `after`, one by one; as much as fits into one answer. From the start if the log ends before `after`. */
  changes(documentId: DocumentId, after: Seq): Promise<Changes | undefined>
  /** The document as it is now, written for people or programs; made in a thread of its own. `unreadable`: it cannot be read, or takes too long. */
  rendition(documentId: DocumentId, as: Rendering): Promise<Rendition | 'unreadable' | undefined>
}

export type Step<Row = unknown> = Compilable<Row> | Must<Row>

/** See `must`. */
export interface Must<Row> {
  must: Compilable<Row>
}

/** A condition of the whole transaction: where the query changes no row (or gives none), nothing else is changed, either. */
export function must<Row>(query: Compilable<Row>): Must<Row> {
  return { must: query }
}

export type RowsOf<Steps extends readonly Step[]> = {
  -readonly [Place in keyof Steps]: Steps[Place] extends Step<infer Row> ? Row[] : never
}

/** A query on its way to where it is run: another thread, perhaps. */
export interface Statement {
  sql: string
  parameters: readonly unknown[]
  mustChange: boolean
}

export function statementOf(step: Step): Statement {
  const mustChange = 'must' in step
  const { sql, parameters } = (mustChange ? step.must : step).compile()
  return { sql, parameters, mustChange }
}

export async function runRead(db: Database, { sql, parameters }: Statement): Promise<unknown[]> {
  return (await db.executeQuery(CompiledQuery.raw(sql, [...parameters]))).rows
}

/** Undefined: carried back. */
export async function runWrite(
  db: Database,
  statements: readonly Statement[],
): Promise<unknown[][] | undefined> {
  const results: unknown[][] = []
  try {
    await db.transaction().execute(async tx => {
      for (const { sql, parameters, mustChange } of statements) {
        const { rows, numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(sql, [...parameters]))
        if (mustChange && rows.length === 0 && !numAffectedRows) throw carryBack
        results.push(rows)
      }
    })
    return results
  } catch (error) {
    // Throwing is the one way out of a transaction of Kysely's.
    if (error === carryBack) return undefined
    throw error
  }
}

const carryBack = new Error('a query that must change something changed nothing')
