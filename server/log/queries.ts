import { sql } from 'kysely'
import type { DocumentId, LoggedUpdate, Seq, Summary } from '../../protocol/index.ts'
import type { Claim } from './authors.ts'
import type { Database, Schema } from './schema.ts'

/** What a row costs on the wire beside its update's bytes: session, n, length. */
export const rowOverheadBytes = 8

export interface DocumentRow {
  key: number
  head: Seq
}

/** A run of rows: how many, and how many bytes they are on the wire. */
export interface Extent {
  rows: number
  bytes: number
}

export async function createDocument(db: Database, id: DocumentId, now: number): Promise<void> {
  await newDocument(db, id, now).execute()
}

/** Changes nothing where there is such a document, or was. */
export function newDocument(db: Database, id: DocumentId, now: number) {
  return db
    .insertInto('documents')
    .columns(['id', 'head', 'created_at', 'updated_at'])
    .expression(
      db
        .selectNoFrom(({ val, cast }) => [
          cast<string>(val(id), 'text').as('id'),
          cast<number>(val(0), 'bigint').as('head'),
          cast<number>(val(now), 'bigint').as('created_at'),
          cast<number>(val(now), 'bigint').as('updated_at'),
        ])
        .where(({ not, exists }) =>
          not(exists(db.selectFrom('documents').select('key').where('id', '=', deletedId(id)))),
        ),
    )
    .onConflict(conflict => conflict.column('id').doNothing())
}

/** What a deleted document's row is called, so that nobody finds it: no document's id has this form. */
export const deletedId = (id: DocumentId) => `deleted:${id}`

/** The document is not there any more from this moment on, for nobody; what it held is left to `eraseDeleted`. */
export function deletionOf(db: Database, id: DocumentId) {
  return db
    .updateTable('documents')
    .set({ id: deletedId(id) })
    .where('id', '=', id)
}

export function findDocument(db: Database, id: DocumentId): Promise<DocumentRow | undefined> {
  return db.selectFrom('documents').select(['key', 'head']).where('id', '=', id).executeTakeFirst()
}

export async function findHeads(db: Database, ids: readonly DocumentId[]): Promise<Map<DocumentId, Seq>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('documents').select(['id', 'head']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, head }) => [id, head]))
}

/** Those that hold: see `releaseClaims`. */
export async function findClaims(db: Database, document: number): Promise<Map<number, Claim>> {
  const rows = await claimsOf(db, document).where('session', '>', 0).execute()
  return new Map(rows.map(({ client, author, session }) => [client, { author, session }]))
}

export async function findAuthors(db: Database, document: number): Promise<[number, string][]> {
  const rows = await claimsOf(db, document).execute()
  return rows.map(({ client, author }) => [client, author])
}

function claimsOf(db: Database, document: number) {
  return db.selectFrom('authors').select(['client', 'author', 'session']).where('document', '=', document)
}

const claimedIn = 'claimed_in'

/** In a backup that was restored nobody's client ID is theirs alone any more: others may have to bring back what it lacks. The log's new
 *  epoch tells. Who the author was stays known until somebody goes on. */
export async function releaseClaims(db: Database, epoch: string): Promise<void> {
  await db.transaction().execute(async tx => {
    const { numUpdatedRows } = await tx
      .updateTable('meta')
      .set({ value: epoch })
      .where('name', '=', claimedIn)
      .where('value', '<>', epoch)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows > 0n) await tx.updateTable('authors').set({ session: 0 }).execute()
    await tx
      .insertInto('meta')
      .values({ name: claimedIn, value: epoch })
      .onConflict(conflict => conflict.column('name').doNothing())
      .execute()
  })
}

/** The newest snapshot without its bytes: `size` is how many those are. */
export function findSnapshot(db: Database, document: number) {
  return db
    .selectFrom('snapshots')
    .select(['seq', 'inflated', 'clocks', sql<number>`length(bytes)`.as('size')])
    .where('document', '=', document)
    .executeTakeFirst()
}

export function readSnapshot(db: Database, document: number) {
  return db
    .selectFrom('snapshots')
    .select(['seq', 'bytes'])
    .where('document', '=', document)
    .executeTakeFirst()
}

/** Updates from after `after` up to `upTo`, oldest first. */
export function readUpdates(
  db: Database,
  document: number,
  { after, upTo }: { after: Seq; upTo: Seq },
): Promise<LoggedUpdate[]> {
  return db
    .selectFrom('updates')
    .select(['seq', 'session', 'n', 'bytes as update'])
    .where('document', '=', document)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .orderBy('seq')
    .execute()
}

/** Up to where a run from after `after` goes that holds at most so much, and at least one update. */
export async function findEndOfRun(
  db: Database,
  document: number,
  { after, rows, bytes }: { after: Seq } & Extent,
): Promise<Seq> {
  const sizes = await db
    .selectFrom('updates')
    .select(['seq', wireBytes().as('size')])
    .where('document', '=', document)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(rows)
    .execute()
  let end = after
  let left = bytes
  for (const { seq, size } of sizes) {
    left -= size
    if (left < 0 && end > after) break
    end = seq
  }
  return end
}

export async function measureUpdates(
  db: Database,
  document: number,
  { after, upTo }: { after: Seq; upTo: Seq },
): Promise<Extent> {
  const { rows, bytes } = await db
    .selectFrom('updates')
    .select(({ fn, val }) => [
      fn.countAll<number>().as('rows'),
      fn.coalesce(fn.sum<number>(wireBytes()), val(0)).as('bytes'),
    ])
    .where('document', '=', document)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .executeTakeFirstOrThrow()
  return { rows, bytes }
}

/** The oldest update that is still there. */
export async function findOldest(db: Database, document: number): Promise<Seq | undefined> {
  const { oldest } = await db
    .selectFrom('updates')
    .select(({ fn }) => fn.min<number | null>('seq').as('oldest'))
    .where('document', '=', document)
    .executeTakeFirstOrThrow()
  return oldest ?? undefined
}

/** The newest update from which to `seq`, both included, it is more than `bytes`; 0 if there is none. */
export async function findBehind(
  db: Database,
  document: number,
  { seq, bytes }: { seq: Seq; bytes: number },
): Promise<Seq> {
  const { found } = await db
    .selectFrom(from =>
      from
        .selectFrom('updates')
        .select(({ fn }) => [
          'seq',
          fn
            .sum<number>(wireBytes())
            .over(over => over.orderBy('seq', 'desc'))
            .as('behind'),
        ])
        .where('document', '=', document)
        .where('seq', '<=', seq)
        .as('run'),
    )
    .select(({ fn }) => fn.max<number | null>('seq').as('found'))
    .where('behind', '>', bytes)
    .executeTakeFirstOrThrow()
  return found ?? 0
}

export async function deleteUpdates(db: Database, document: number, upTo: Seq): Promise<void> {
  await db.deleteFrom('updates').where('document', '=', document).where('seq', '<=', upTo).execute()
}

/** Replaces the snapshot unless the one there is as new. */
export async function replaceSnapshot(db: Database, snapshot: Schema['snapshots']): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('snapshots')
    .values(snapshot)
    .onConflict(conflict =>
      conflict
        .column('document')
        .doUpdateSet(({ ref }) => ({
          seq: ref('excluded.seq'),
          inflated: ref('excluded.inflated'),
          clocks: ref('excluded.clocks'),
          bytes: ref('excluded.bytes'),
        }))
        .whereRef('excluded.seq', '>', 'snapshots.seq'),
    )
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function replaceSummary(db: Database, summary: Schema['summaries']): Promise<void> {
  await db
    .insertInto('summaries')
    .values(summary)
    .onConflict(conflict =>
      conflict.column('document').doUpdateSet(({ ref }) => ({
        title: ref('excluded.title'),
        excerpt: ref('excluded.excerpt'),
        text: ref('excluded.text'),
        folded_title: ref('excluded.folded_title'),
        folded_text: ref('excluded.folded_text'),
      })),
    )
    .execute()
}

/** Only where the summary tells of all that is in the log: an older one beside the time of the newest update would be
 *  taken for news. */
export async function findSummaries(db: Database, ids: readonly DocumentId[]): Promise<Summary[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('documents')
    .leftJoin('snapshots', 'snapshots.document', 'documents.key')
    .leftJoin('summaries', 'summaries.document', 'documents.key')
    .select(['id', 'title', 'excerpt', 'updated_at'])
    .where('id', 'in', ids)
    .where(({ eb, fn, lit }) => eb('documents.head', '=', fn.coalesce('snapshots.seq', lit(0))))
    .execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => {
    const row = byId.get(id)
    if (row === undefined) return []
    return { id, title: row.title ?? '', excerpt: row.excerpt ?? '', updatedAt: row.updated_at }
  })
}

function wireBytes() {
  return sql<number>`length(bytes) + ${sql.lit(rowOverheadBytes)}`
}
