import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Tables } from '../log/tables.ts'

export interface RoomOptions {
  tables: Pick<Tables, 'query' | 'readSlowly'>
  /** On whose disk the files are; undefined: on none of this machine's. */
  folder: string | undefined
  /** So many bytes of that disk are left to what else is written there, the database first of all. */
  reserveBytes: number
  /** Of all files and uploads together. */
  maxBytesInAll: number
}

/** For so long what all files come to is taken to be as it was, and what was begun here since: a bound for an operator's bill need not be exact. */
const knownForMs = 10_000

/** How much all documents' files may take together. What each may take is `beginUpload`'s. */
export class Room {
  readonly #options: RoomOptions
  #known: Promise<number> = Promise.resolve(0)
  #knownUntil = 0
  #begunSince = 0

  constructor(options: RoomOptions) {
    this.#options = options
  }

  /** Whether bytes that come may be written. Where it cannot be told, the disk itself will say. */
  async isOnDisk(bytes = 0): Promise<boolean> {
    const { folder, reserveBytes } = this.#options
    if (folder === undefined) return true
    const [disk] = await Promise.allSettled([statfs(folder)])
    if (disk.status === 'rejected') return true
    const { bavail, bsize } = disk.value
    return bavail * bsize - bytes >= reserveBytes
  }

  /** Why there is none for an upload of so many bytes. */
  async lacks(bytes: number): Promise<'disk' | 'store-bytes' | undefined> {
    if (!(await this.isOnDisk(bytes))) return 'disk'
    const { maxBytesInAll } = this.#options
    return (await this.#inAll()) + this.#begunSince + bytes > maxBytesInAll ? 'store-bytes' : undefined
  }

  /** An upload of so many bytes has been begun; none that was refused counts, or whoever asks for many would leave nothing to others. */
  took(bytes: number): void {
    this.#begunSince += bytes
  }

  #inAll(): Promise<number> {
    const now = performance.now()
    if (now < this.#knownUntil) return this.#known
    this.#knownUntil = now + knownForMs
    this.#begunSince = 0
    this.#known = this.#count()
    this.#known.catch(() => {
      this.#knownUntil = 0
    })
    return this.#known
  }

  async #count(): Promise<number> {
    const { tables } = this.#options
    const [row] = await tables.readSlowly(
      tables.query
        .selectFrom('document_files')
        .select(sql<number>`cast(coalesce(sum(bytes), 0) as bigint)`.as('bytes')),
    )
    return Number(row?.bytes ?? 0)
  }
}
