import { eraseDeleted } from '../log/erase-deleted.ts'
import type { Tables } from '../log/tables.ts'
import type { BlobKey, FileStore } from './file-store.ts'
import type { OpenStore } from './open-file-store.ts'
import { isMarked } from './store-mark.ts'
import { forgetUpload, type Upload } from './upload-rows.ts'

export interface SweepOptions {
  tables: Tables
  openStore: OpenStore
  /** An upload of which nobody has heard for so long is given up. */
  unfinishedMaxAgeInMs: number
}

/** A copy of a document that is being made may need a blob that has just lost its last row. */
const lostForMs = 60_000
const rowsAtOnce = 200

/**
 * Removes what nobody needs: uploads that nobody goes on with, what files of deleted documents leave, and blobs that no row knows (after a backup was
 * put back, perhaps). Harmless at any moment, on several nodes at once, and when it is interrupted.
 */
export async function sweep(options: SweepOptions): Promise<void> {
  await eraseDeleted(options.tables)
  await giveUp(options)
  await removeLost(options)
}

/** Looks at every blob in the store: seldom. */
export async function sweepStore(options: SweepOptions): Promise<void> {
  const { openStore, tables, unfinishedMaxAgeInMs } = options
  // Nobody has ever brought a file.
  if (!(await isMarked(tables))) return
  const store = await openStore()
  let some: BlobKey[] = []
  const look = async () => {
    const strangers = await unknownAmong(tables, some)
    for (const key of strangers) await store.remove(key)
    some = []
  }
  for await (const key of store.keysFrom(Date.now() - unfinishedMaxAgeInMs)) {
    some.push(key)
    if (some.length === rowsAtOnce) await look()
  }
  await look()
}

async function giveUp({ tables, unfinishedMaxAgeInMs }: SweepOptions): Promise<void> {
  const { query } = tables
  const untouchedSince = Date.now() - unfinishedMaxAgeInMs
  for (;;) {
    const uploads = await tables.read(
      query
        .selectFrom('uploads')
        .select(['id', 'document', 'name', 'size', 'holder'])
        .where('touched_at', '<', untouchedSince)
        .limit(rowsAtOnce),
    )
    for (const { holder, ...upload } of uploads)
      await forgetUpload(tables, { holder, upload: upload satisfies Upload, untouchedSince })
    if (uploads.length < rowsAtOnce) return
  }
}

async function removeLost({ tables, openStore }: SweepOptions): Promise<void> {
  const { query } = tables
  for (;;) {
    const lost = await tables.read(
      query
        .selectFrom('lost_blobs')
        .select('blob')
        .where('at', '<', Date.now() - lostForMs)
        .limit(rowsAtOnce),
    )
    if (lost.length === 0) return
    await removeFrom(
      await openStore(),
      tables,
      lost.map(({ blob }) => blob),
    )
    if (lost.length < rowsAtOnce) return
  }
}

async function removeFrom(store: FileStore, tables: Tables, blobs: BlobKey[]): Promise<void> {
  for (const key of await unknownAmong(tables, blobs)) await store.remove(key)
  await tables.write([tables.query.deleteFrom('lost_blobs').where('blob', 'in', blobs)])
}

async function unknownAmong(tables: Tables, keys: BlobKey[]): Promise<BlobKey[]> {
  if (keys.length === 0) return []
  const { query } = tables
  const known = new Set<string>()
  const uploads = await tables.read(query.selectFrom('uploads').select('id').where('id', 'in', keys))
  // After the other ones: an upload that becomes a file between the two is seen as the one or as the other.
  const files = await tables.read(query.selectFrom('files').select('blob').where('blob', 'in', keys))
  for (const { id } of uploads) known.add(id)
  for (const { blob } of files) known.add(blob)
  return keys.filter(key => !known.has(key))
}
