import { sql } from 'kysely'
import type { DocumentId } from '../../protocol/index.ts'
import type { UserId } from '../access/caller.ts'
import { personOf } from '../access/sharing-queries.ts'
import { must, type Tables } from '../log/tables.ts'
import { keyOf, numberOf, textOf } from './sql-values.ts'

export interface FileLimits {
  /** Of one file. */
  maxBytes: number
  /** Of one document, all files and uploads together. */
  maxBytesPerDocument: number
  maxPerDocument: number
  /** Of all that one person has brought or begun, in all documents. */
  maxBytesPerPerson: number
  /** Of all documents. */
  maxBytesInAll: number
  /** Uploads that one person has begun and not finished. */
  maxUnfinished: number
}

/** A file of a document. */
export interface StoredFile {
  id: string
  blob: string
  name: string
  type: string
  size: number
  sha256: string
}

/** A file on its way. */
export interface Upload {
  id: string
  /** The document's key. */
  document: number
  name: string
  size: number
}

export interface Beginning {
  id: string
  documentId: DocumentId
  /** Undefined: nobody that is known. */
  user: UserId | undefined
  name: string
  size: number
}

export type LimitMet = 'document-bytes' | 'document-count' | 'person-bytes' | 'unfinished'

/** Nobody has asked for it since it began: whoever takes hold of it begins to count. */
export const beatOfUnheard = -1

/** Whom somebody is known as; '' stands for everybody whom nobody knows. */
const personWho = (user: UserId | undefined) => (user === undefined ? textOf('') : personOf(user))

const hasBegun = (user: UserId | undefined) =>
  sql<boolean>`coalesce((SELECT other_names.person FROM other_names WHERE guest = t.person), t.person) = ${personWho(user)}`

/** All that somebody has brought or begun, also as the guest that they were. */
function bytesOf(user: UserId) {
  const person = personWho(user)
  const bytesIn = (table: 'files' | 'uploads') =>
    sql<number>`coalesce((SELECT sum(size) FROM ${sql.table(table)}
      WHERE person = ${person} OR person IN (SELECT guest FROM other_names WHERE other_names.person = ${person})), 0)`
  return sql<number>`cast(${bytesIn('files')} + ${bytesIn('uploads')} as bigint)`
}

/** Of one person one transaction at a time. */
function stepsOfWaiting({ query }: Tables, user: UserId | undefined) {
  if (user === undefined) return []
  const at = Date.now()
  return [
    query
      .insertInto('file_people')
      .columns(['person', 'at'])
      .expression(query.selectNoFrom([personWho(user).as('person'), numberOf(at).as('at')]))
      .onConflict(known => known.column('person').doUpdateSet({ at })),
  ]
}

/** Takes the room that it will need. Undefined: done. */
export async function beginUpload(
  tables: Tables,
  { id, documentId, user, name, size }: Beginning,
  limits: FileLimits,
): Promise<LimitMet | 'unknown-document' | undefined> {
  const { query } = tables
  const document = keyOf(documentId)
  const written = await tables.write([
    query
      .insertInto('document_files')
      .columns(['document', 'count', 'bytes'])
      .expression(
        query
          .selectFrom('documents')
          .where('id', '=', documentId)
          .select(({ ref }) => [ref('key').as('document'), numberOf(0).as('count'), numberOf(0).as('bytes')]),
      )
      .onConflict(known => known.column('document').doNothing()),
    must(
      query
        .updateTable('document_files')
        .set(({ eb }) => ({ count: eb('count', '+', 1), bytes: eb('bytes', '+', size) }))
        .where('document', '=', document)
        .where('count', '<', limits.maxPerDocument)
        .where('bytes', '<=', limits.maxBytesPerDocument - size),
    ),
    ...stepsOfWaiting(tables, user),
    must(
      query
        .insertInto('uploads')
        .columns(['id', 'document', 'person', 'name', 'size', 'touched_at', 'holder', 'beat', 'wanted'])
        .expression(
          query
            .selectFrom('documents')
            .where('documents.id', '=', documentId)
            .where(unfinishedOf(tables, { documentId, user }), '<', limits.maxUnfinished)
            // What nobody known brings is bounded by the documents'.
            .$if(user !== undefined, all =>
              all.where(bytesOf(user ?? ''), '<=', limits.maxBytesPerPerson - size),
            )
            .select(({ ref }) => [
              textOf(id).as('id'),
              ref('key').as('document'),
              personWho(user).as('person'),
              textOf(name).as('name'),
              numberOf(size).as('size'),
              numberOf(Date.now()).as('touched_at'),
              textOf('').as('holder'),
              numberOf(beatOfUnheard).as('beat'),
              numberOf(0).as('wanted'),
            ]),
        ),
    ),
  ])
  return written === undefined ? whichLimit(tables, { documentId, user, size }, limits) : undefined
}

/** Of those whom nobody knows all that are in one document count as one person's. */
function unfinishedOf({ query }: Tables, { documentId, user }: Pick<Beginning, 'documentId' | 'user'>) {
  const all = query
    .selectFrom('uploads')
    .where('uploads.person', '=', personWho(user))
    .select(({ fn }) => fn.countAll<number>().as('all'))
  return user === undefined ? all.where('uploads.document', '=', keyOf(documentId)) : all
}

async function whichLimit(
  tables: Tables,
  { documentId, user, size }: Pick<Beginning, 'documentId' | 'user' | 'size'>,
  limits: FileLimits,
): Promise<LimitMet | 'unknown-document'> {
  const [row] = await tables.read(
    tables.query
      .selectFrom('documents')
      .leftJoin('document_files', 'document', 'key')
      .select(['count', 'bytes', (user === undefined ? numberOf(0) : bytesOf(user)).as('persons')])
      .where('documents.id', '=', documentId),
  )
  if (row === undefined) return 'unknown-document'
  if ((row.bytes ?? 0) + size > limits.maxBytesPerDocument) return 'document-bytes'
  if ((row.count ?? 0) >= limits.maxPerDocument) return 'document-count'
  return row.persons + size > limits.maxBytesPerPerson ? 'person-bytes' : 'unfinished'
}

/** An upload as it is for whoever began it; for others there is none. */
export async function findUpload(
  tables: Tables,
  { id, documentId, user }: Pick<Beginning, 'id' | 'documentId' | 'user'>,
): Promise<{ upload: Upload } | { file: StoredFile } | undefined> {
  const { query } = tables
  const [upload] = await tables.read(
    query
      .selectFrom('uploads as t')
      .select(['id', 'document', 'name', 'size'])
      .where('id', '=', id)
      .where('document', '=', keyOf(documentId))
      .where(hasBegun(user)),
  )
  if (upload !== undefined) return { upload }
  // After the other one: between the two it does not vanish.
  const [file] = await tables.read(
    query
      .selectFrom('files as t')
      .select(['id', 'blob', 'name', 'type', 'size', 'sha256'])
      .where('id', '=', id)
      .where('document', '=', keyOf(documentId))
      .where(hasBegun(user)),
  )
  return file && { file }
}

export async function findFile(
  tables: Pick<Tables, 'query' | 'read'>,
  documentId: DocumentId,
  id: string,
): Promise<StoredFile | undefined> {
  const [file] = await tables.read(
    tables.query
      .selectFrom('files')
      .select(['id', 'blob', 'name', 'type', 'size', 'sha256'])
      .where('document', '=', keyOf(documentId))
      .where('id', '=', id),
  )
  return file
}

/** From an upload to a file, in one moment. False: it was not `holder`'s any more, or the document has been deleted. */
export async function recordFile(
  tables: Tables,
  holder: string,
  { upload, type, sha256 }: { upload: Upload; type: string; sha256: string },
): Promise<boolean> {
  const { query } = tables
  const written = await tables.write([
    must(
      query
        .insertInto('files')
        .columns(['document', 'id', 'blob', 'person', 'name', 'type', 'size', 'sha256', 'at'])
        .expression(
          query
            .selectFrom('uploads')
            .innerJoin('documents', 'documents.key', 'uploads.document')
            .where('uploads.id', '=', upload.id)
            .where('uploads.holder', '=', holder)
            .where('documents.id', 'not like', 'deleted:%')
            .select(({ ref }) => [
              ref('uploads.document').as('document'),
              ref('uploads.id').as('id'),
              ref('uploads.id').as('blob'),
              ref('uploads.person').as('person'),
              ref('uploads.name').as('name'),
              textOf(type).as('type'),
              ref('uploads.size').as('size'),
              textOf(sha256).as('sha256'),
              numberOf(Date.now()).as('at'),
            ]),
        ),
    ),
    must(query.deleteFrom('uploads').where('id', '=', upload.id).where('holder', '=', holder)),
  ])
  return written !== undefined
}

export interface Forgetting {
  upload: Upload
  holder: string
  /** In milliseconds since 1970: whoever has gone on with it since then keeps it. */
  untouchedSince?: number
}

/** Gives back its room. False: it was not `holder`'s, or has been touched. */
export async function forgetUpload(
  tables: Tables,
  { upload, holder, untouchedSince = Number.MAX_SAFE_INTEGER }: Forgetting,
): Promise<boolean> {
  const { query } = tables
  const at = Date.now()
  const written = await tables.write([
    must(
      query
        .deleteFrom('uploads')
        .where('id', '=', upload.id)
        .where('holder', '=', holder)
        .where('touched_at', '<', untouchedSince),
    ),
    query
      .updateTable('document_files')
      .set(({ eb }) => ({ count: eb('count', '-', 1), bytes: eb('bytes', '-', upload.size) }))
      .where('document', '=', upload.document),
    query
      .insertInto('lost_blobs')
      .values({ blob: upload.id, at })
      // Lost anew: it waits as long as any other one.
      .onConflict(known => known.column('blob').doUpdateSet({ at })),
  ])
  return written !== undefined
}
