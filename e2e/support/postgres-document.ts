import { gunzipSync } from 'node:zlib'
import { Client } from 'pg'
import * as v from 'valibot'
import * as Y from 'yjs'

const bytes = v.instance(Uint8Array)
const seq = v.pipe(v.string(), v.transform(Number))
const snapshotRow = v.object({ seq, bytes })
const updateRow = v.object({ seq, bytes })
const headRow = v.object({ head: seq })

/** A document as it is in the database at one moment, read past every node. */
export interface StoredDocument {
  doc: Y.Doc
  head: number
  /** Seqs of the rows that are there. */
  seqs: number[]
  /** Up to which a snapshot reaches; 0 without one. */
  snapshot: number
}

/** @throws {Error} when the database cannot be asked */
export async function readStored(databaseUrl: string, documentId: string): Promise<StoredDocument> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  // The end of its server ends the query as well, and that is where it is told.
  client.on('error', () => undefined)
  await client.connect()
  try {
    // One moment for all three questions: a compaction in between must not look like a hole.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const ask = async (sql: string) => (await client.query<Record<string, unknown>>(sql, [documentId])).rows
    const key = '(SELECT key FROM documents WHERE id = $1)'
    const heads = await ask('SELECT head FROM documents WHERE id = $1')
    const snapshots = await ask(`SELECT seq, bytes FROM snapshots WHERE document = ${key}`)
    const updates = await ask(`SELECT seq, bytes FROM updates WHERE document = ${key} ORDER BY seq`)
    const doc = new Y.Doc()
    const [snapshot] = snapshots.map(row => v.parse(snapshotRow, row))
    if (snapshot) Y.applyUpdateV2(doc, gunzipSync(snapshot.bytes))
    const rows = updates.map(row => v.parse(updateRow, row))
    for (const row of rows) Y.applyUpdate(doc, row.bytes)
    return {
      doc,
      head: v.parse(headRow, heads[0]).head,
      seqs: rows.map(row => row.seq),
      snapshot: snapshot?.seq ?? 0,
    }
  } finally {
    await client.end()
  }
}

/** Seqs up to the head that are neither in a row nor below a snapshot. */
export function holesIn({ head, seqs, snapshot }: StoredDocument): number[] {
  const there = new Set(seqs)
  const expected = Array.from({ length: head - snapshot }, (_, i) => snapshot + 1 + i)
  return expected.filter(each => !there.has(each))
}
