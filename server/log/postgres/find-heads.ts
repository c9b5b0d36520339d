import { sql } from 'kysely'
import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Database } from '../schema.ts'

/** One parameter, however many documents. */
export async function findHeads(db: Database, ids: readonly DocumentId[]): Promise<Map<DocumentId, Seq>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: DocumentId; head: Seq }>`
    SELECT id, head FROM documents WHERE id = ANY (${ids}::text[])`.execute(db)
  return new Map(rows.map(({ id, head }) => [id, head]))
}
