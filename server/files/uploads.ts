import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { DocumentId } from '../../protocol/index.ts'
import type { UserId } from '../access/caller.ts'
import type { Tables } from '../log/tables.ts'
import { type Grip, Grips, type LetGo } from './grips.ts'
import { inspect } from './inspect.ts'
import type { OpenStore } from './open-file-store.ts'
import { type Ending, receive } from './receive.ts'
import type { Room } from './room.ts'
import { UploadCounts } from './upload-counts.ts'
import {
  beginUpload,
  type FileLimits,
  findUpload,
  forgetUpload,
  type LimitMet,
  recordFile,
  type StoredFile,
  type Upload,
} from './upload-rows.ts'

export interface UploadsOptions {
  tables: Tables
  isShared: boolean
  openStore: OpenStore
  limits: FileLimits
  room: Pick<Room, 'lacks' | 'took' | 'isOnDisk'>
  /** See `GripsOptions`. */
  deadAfterInMs?: number
}

export type AnyLimit = LimitMet | 'file-bytes' | 'store-bytes' | 'disk'

/** Which upload is meant, and by whom. */
export interface Which {
  id: string
  documentId: DocumentId
  /** Undefined: nobody that is known. */
  user: UserId | undefined
}

/** How far an upload has come. */
export type Standing =
  | { is: 'uploading'; offset: number; size: number; name: string }
  | { is: 'done'; file: StoredFile }
  /** Somebody else writes to it, and has not let go in time. */
  | { is: 'held' }
  /** There is none, for this person. */
  | { is: 'gone' }

/** What came of a request that brought bytes; `offset` is on the disk. */
export type Brought =
  | Exclude<Standing, { is: 'uploading' }>
  | { is: 'elsewhere'; offset: number }
  | { is: 'brought'; offset: number; size: number; ending: Ending; why: LetGo | undefined }

/** A node that ends takes no more of one request than comes in this time: it is better off with another node. */
const drainingInMs = 1_000

/**
 * Files on their way into a document, on any number of nodes that share a database and a store. What was told to have come is on the disk; what has
 * come is kept, however it came to its end. The truth about how much that is is the store's.
 */
export class Uploads {
  readonly counts = new UploadCounts()
  readonly #options: UploadsOptions
  readonly #grips: Grips
  #isDraining = false

  constructor(options: UploadsOptions) {
    this.#options = options
    this.#grips = new Grips(options)
  }

  /** Requests that bring bytes to this node now. */
  get open(): number {
    return this.#grips.size
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  get limits(): FileLimits {
    return this.#options.limits
  }

  /** The store is opened first: without one nothing is begun. */
  async begin(
    of: Omit<Which, 'id'> & { name: string; size: number },
  ): Promise<{ id: string } | { limit: AnyLimit } | 'unknown-document'> {
    const { tables, openStore, limits, room } = this.#options
    if (of.size > limits.maxBytes) return { limit: 'file-bytes' }
    await openStore()
    const lacking = await room.lacks(of.size)
    if (lacking !== undefined) return { limit: lacking }
    const id = randomBytes(16).toString('hex')
    const met = await beginUpload(tables, { ...of, id }, limits)
    if (met === 'unknown-document') return met
    if (met !== undefined) return { limit: met }
    room.took(of.size)
    this.counts.begun++
    return { id }
  }

  /** As it is at this moment: nobody is disturbed. */
  async look(which: Which): Promise<Exclude<Standing, { is: 'held' }>> {
    const found = await findUpload(this.#options.tables, which)
    if (found === undefined) return { is: 'gone' }
    if ('file' in found) return { is: 'done', file: found.file }
    const { name, size } = found.upload
    const store = await this.#options.openStore()
    return { is: 'uploading', offset: await store.sizeOf(which.id), size, name }
  }

  /** Where to go on: whatever else writes to it, on any node, has ended by then. All of it there: it is made a file. */
  async settle(which: Which): Promise<Standing> {
    return this.#holding(which, { isPatient: true }, async (grip, upload) => {
      const store = await this.#options.openStore()
      const offset = await store.sizeOf(upload.id)
      if (offset < upload.size) return { is: 'uploading', offset, size: upload.size, name: upload.name }
      return this.#finish(grip, upload, which)
    })
  }

  /** Takes what comes, from `offset` on. Finishes nothing: see `settle`. */
  async bring(
    which: Which,
    {
      body,
      offset,
      granted,
    }: { body: Readable; offset: number; granted: (grip: Grip) => Promise<() => void> },
  ): Promise<Brought> {
    return this.#holding<Brought>(which, { isPatient: false }, async (grip, { id, size }) => {
      const store = await this.#options.openStore()
      const writer = await store.openToWrite(id)
      const draining = this.#isDraining ? setTimeout(() => grip.stop('draining'), drainingInMs) : undefined
      let release: (() => void) | undefined
      try {
        if (writer.size !== offset) return { is: 'elsewhere', offset: writer.size }
        release = await granted(grip)
        const onBytes = (count: number) => {
          this.counts.bytes += count
        }
        const hasRoom = () => this.#options.room.isOnDisk()
        const ending = await receive(body, { writer, grip, size, onBytes, hasRoom })
        const why: LetGo | undefined = grip.signal.aborted ? grip.signal.reason : undefined
        return { is: 'brought', offset: writer.size, size, ending, why }
      } finally {
        clearTimeout(draining)
        release?.()
        await writer.close()
      }
    })
  }

  /** `done`: it is a file already, and stays one. */
  async cancel(which: Which): Promise<Standing> {
    return this.#holding(which, { isPatient: true }, async (grip, upload) => {
      const { tables, openStore } = this.#options
      const { name, size } = upload
      // Another node may have taken it over, and made a file of it: what is there is not ours to remove.
      if (!(await forgetUpload(tables, { holder: grip.holder, upload }))) return this.#ended(which)
      const store = await openStore()
      await store.remove(upload.id)
      return { is: 'uploading', offset: 0, size, name }
    })
  }

  /** Whoever uploads here goes on elsewhere. */
  drain(): void {
    this.#isDraining = true
    this.#grips.stop('draining')
  }

  close(): void {
    this.#isDraining = true
    this.#grips.stop('closed')
  }

  async #holding<Outcome>(
    which: Which,
    manner: { isPatient: boolean },
    work: (grip: Grip, upload: Upload) => Promise<Outcome>,
  ): Promise<Outcome | Exclude<Standing, { is: 'uploading' }>> {
    const { tables } = this.#options
    const found = await findUpload(tables, which)
    if (found === undefined) return { is: 'gone' }
    if ('file' in found) return { is: 'done', file: found.file }
    const grip = await this.#grips.take(which.id, manner)
    if (grip === 'held') return { is: 'held' }
    // Finished, or cancelled, meanwhile.
    if (grip === 'gone') return this.#ended(which)
    try {
      return await work(grip, found.upload)
    } finally {
      await grip.release()
    }
  }

  /** What has become of it in the hands of somebody else. */
  async #ended(which: Which): Promise<Exclude<Standing, { is: 'uploading' }>> {
    const found = await findUpload(this.#options.tables, which)
    if (found === undefined) return { is: 'gone' }
    return 'file' in found ? { is: 'done', file: found.file } : { is: 'held' }
  }

  async #finish(grip: Grip, upload: Upload, which: Which): Promise<Standing> {
    const { tables, openStore } = this.#options
    const store = await openStore()
    const { id, name, size } = upload
    // Of a file of 0 bytes nothing has come that would have made a blob.
    if (size === 0) await (await store.openToWrite(id)).close()
    const reader = await store.openToRead(id)
    if (reader === undefined) return { is: 'uploading', offset: 0, size, name }
    const found = await inspect(reader)
    if (!(await recordFile(tables, grip.holder, { upload, ...found }))) return this.#ended(which)
    this.counts.finished++
    return { is: 'done', file: { id, blob: id, name, size, ...found } }
  }
}
