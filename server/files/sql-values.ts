import { type RawBuilder, sql } from 'kysely'
import type { DocumentId } from '../../protocol/index.ts'

/** A document's key; nothing of one that is not there, or not any more. */
export function keyOf(documentId: DocumentId): RawBuilder<number> {
  return sql<number>`(SELECT key FROM documents WHERE id = ${documentId})`
}

/** Postgres asks of what kind a value is that stands in a list of columns. */
export const textOf = (value: string): RawBuilder<string> => sql<string>`cast(${value} as text)`
export const numberOf = (value: number): RawBuilder<number> => sql<number>`cast(${value} as bigint)`
