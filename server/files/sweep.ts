import { eraseDeleted } from '../log/erase-deleted.ts'
import type { Tables } from '../log/tables.ts'
import type { BlobKey, FileStore } from './file-store.ts'
import { nextUnless } from './next-unless.ts'
import type { OpenStore } from './open-file-store.ts'
import { isMarked } from './store-mark.ts'
import { beatOfUnheard, forgetUpload, type Upload } from './upload-rows.ts'

export interface SweepOptions {
  tables: Tables
  openStore: OpenStore
  /** An upload of which nobody has heard for so long is given up. */
  unfinishedMaxAgeInMs: number
  /** A blob of which the database knows nothing goes so long after that was first noticed. */
  unknownMaxAgeInMs: number
  /** Ends what is under way. */
  signal?: AbortSignal
}

/** An upload that nobody has asked for since it began: whoever did may have gone before they heard what it is called. */
const unheardMaxAgeMs = 5 * 60_000
const dayMs = 86_400_000

/** A copy of a document that is being made may need a blob that has just lost its last row. */
const lostForMs = 60_000
const rowsAtOnce = 200

/**
 * Removes what nobody needs: uploads that nobody goes on with, what files of deleted documents leave, and blobs that no row has known for long. Harmless at any moment, on several nodes at once, and when it is interrupted.
 */
export async function sweep(options: SweepOptions): Promise<void> {
  await eraseDeleted(options.tables)
  await giveUp(options)
  await removeLost(options)
}

/**
 * Looks at every blob in the store: seldom. An upload has its row before it has a blob, so what no row knows was left by another state of the
 * database. That may be one to come back: a backup that was put in place by mistake must not cost what came after it. So the blob's own age says
 * nothing, and it is only noted, in this very database, when it was first not known.
 */
export async function sweepStore(options: SweepOptions): Promise<void> {
  const { openStore, tables, unknownMaxAgeInMs, signal = never } = options
  // Nobody has ever brought a file.
  if (!(await isMarked(tables))) return
  const store = await openStore()
  let some: BlobKey[] = []
  const look = async () => {
    const at = Date.now() + unknownMaxAgeInMs
    const strangers = (await unknownAmong(tables, some)).map(blob => ({ blob, at }))
    some = []
    if (strangers.length === 0) return
    const { query } = tables
    const known = query.insertInto('lost_blobs').values(strangers)
    await tables.write([known.onConflict(conflict => conflict.column('blob').doNothing())])
  }
  for await (const key of upTo(signal, store.keysFrom(Date.now() - dayMs))) {
    some.push(key)
    if (some.length === rowsAtOnce) await look()
  }
  await look()
}

const never = new AbortController().signal

/** Whoever lists a large store does not look up before it finds something. */
async function* upTo<Item>(signal: AbortSignal, items: AsyncIterable<Item>): AsyncIterable<Item> {
  const iterator = items[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await nextUnless(signal, iterator)
      if (next === 'stopped') throw signal.reason
      if (next.done === true) return
      yield next.value
    }
  } finally {
    void iterator.return?.()
  }
}

async function giveUp(options: SweepOptions): Promise<void> {
  const { unfinishedMaxAgeInMs } = options
  const now = Date.now()
  await giveUpSince(options, now - unfinishedMaxAgeInMs, false)
  await giveUpSince(options, now - Math.min(unfinishedMaxAgeInMs, unheardMaxAgeMs), true)
}

async function giveUpSince(
  { tables }: SweepOptions,
  untouchedSince: number,
  isUnheard: boolean,
): Promise<void> {
  const { query } = tables
  for (;;) {
    const uploads = await tables.read(
      query
        .selectFrom('uploads')
        .select(['id', 'document', 'name', 'size', 'holder'])
        .where('touched_at', '<', untouchedSince)
        .$if(isUnheard, all => all.where('beat', '=', beatOfUnheard))
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
