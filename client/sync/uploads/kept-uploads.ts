import * as v from 'valibot'
import { customStore, databasePrefix, openDatabase, startingWith } from '../device-database.ts'

export const uploadPrefix = 'quire/upload/'
/** Apart from the file, which is written once. */
const notePrefix = 'quire/uploading/'
/** A larger file is not copied to the device's own storage; after a reload it must be given again. */
const maxKeptBytes = 512 * 1024 * 1024

export const keptFileSchema = v.object({
  token: v.string(),
  name: v.string(),
  size: v.number(),
  /** Who began it; left out where the server had not said who that is. */
  by: v.optional(v.string()),
  /** Left out where the device would not keep it. */
  file: v.optional(v.instance(Blob)),
})
const noteSchema = v.object({
  token: v.string(),
  /** What the server calls it. */
  url: v.optional(v.string()),
  paused: v.boolean(),
})
type UploadFile = v.InferOutput<typeof keptFileSchema>
type UploadNote = v.InferOutput<typeof noteSchema>
/** An upload that is not finished, as the device keeps it. */
export type KeptUpload = UploadFile & Partial<Omit<UploadNote, 'token'>>

/** A document's unfinished uploads on the device, beside the document's own copy: whatever takes that away takes these. */
export class KeptUploads {
  readonly #database: Promise<IDBDatabase> | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(documentId: string) {
    if (typeof indexedDB !== 'undefined') this.#database = openDatabase(databasePrefix + documentId)
    // Whoever writes is told.
    this.#database?.catch(() => {})
  }

  async load(): Promise<KeptUpload[]> {
    await this.#last
    try {
      const files: unknown[] = await this.#in('readonly', store => store.getAll(startingWith(uploadPrefix)))
      const notes: unknown[] = await this.#in('readonly', store => store.getAll(startingWith(notePrefix)))
      const known = new Map(notes.filter(each => v.is(noteSchema, each)).map(note => [note.token, note]))
      return files
        .filter(each => v.is(keptFileSchema, each))
        .map(each => ({ ...each, ...known.get(each.token) }))
    } catch {
      // A private window: nothing was kept there.
      return []
    }
  }

  /** Undefined where it is finished, in this tab or another one. */
  async find(token: string): Promise<KeptUpload | undefined> {
    return (await this.load()).find(each => each.token === token)
  }

  /** Whether the file itself is kept. */
  async keep({ file, ...bare }: UploadFile): Promise<boolean> {
    const { token } = bare
    const put = (value: UploadFile) => this.#write(store => store.put(value, uploadPrefix + token))
    const isKept = file !== undefined && file.size <= maxKeptBytes && (await put({ ...bare, file }))
    if (!isKept) await put(bare)
    return isKept
  }

  note(note: UploadNote): void {
    void this.#write(store => store.put(note, notePrefix + note.token))
  }

  async forget(token: string): Promise<void> {
    await this.#write(store => store.delete(uploadPrefix + token))
    await this.#write(store => store.delete(notePrefix + token))
  }

  async close(): Promise<void> {
    await this.#last
    const [opened] = await Promise.allSettled([this.#database])
    if (opened.status === 'fulfilled') opened.value?.close()
  }

  /** One after the other; false where it cannot be written. */
  #write(write: (store: IDBObjectStore) => IDBRequest): Promise<boolean> {
    const written = this.#last.then(async () => {
      try {
        await this.#in('readwrite', write)
        return true
      } catch {
        return false
      }
    })
    this.#last = written
    return written
  }

  async #in<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const database = await this.#database
    if (database === undefined) throw new Error('there is no storage')
    const transaction = database.transaction([customStore], mode)
    const request = ask(transaction.objectStore(customStore))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    return request.result
  }
}
