import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type BlobKey,
  type BlobReader,
  type BlobWriter,
  type ByteRange,
  type FileStore,
  isBlobKey,
  StoreAway,
  StoreFull,
} from './file-store.ts'

/** For each of those who download: what a slow one has not taken waits in memory. */
const readAtOnce = 64 * 1024

/**
 * Blobs as files in a folder, which several nodes may share. A file is as long as what has come: writes follow one another at its end, so that
 * its length, once it is on the disk, says how much is.
 */
export class FolderStore implements FileStore {
  readonly #folder: string
  readonly #mustBeOurs: () => Promise<void>

  /** `mustBeOurs` is asked before anything is changed, and before it is said that something is not there: a folder on another machine may not be there just then, and an empty one in its place. */
  constructor(folder: string, mustBeOurs: () => Promise<void> = async () => {}) {
    this.#folder = folder
    this.#mustBeOurs = mustBeOurs
  }

  async sizeOf(key: BlobKey): Promise<number> {
    const file = await this.#open(key, constants.O_RDWR)
    if (file === undefined) return 0
    try {
      await file.datasync()
      return (await file.stat()).size
    } catch (error) {
      throw understood(error)
    } finally {
      await file.close()
    }
  }

  async openToWrite(key: BlobKey): Promise<BlobWriter> {
    await this.#mustBeOurs()
    const path = this.#pathOf(key)
    let file: FileHandle | undefined
    try {
      const made = await mkdir(dirname(path), { recursive: true })
      file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
      const { size } = await file.stat()
      // A file whose name is not on the disk is gone with the power, whatever was written to it.
      if (size === 0) await syncFolder(dirname(path))
      if (made !== undefined) await syncFolder(this.#folder)
      return new FolderWriter(file, size)
    } catch (error) {
      await file?.close()
      throw understood(error)
    }
  }

  async openToRead(key: BlobKey): Promise<BlobReader | undefined> {
    const file = await this.#open(key, constants.O_RDONLY)
    if (file === undefined) return undefined
    try {
      const { size } = await file.stat()
      return {
        size,
        read: range => streamOf(file, range),
        close: () => file.close(),
      }
    } catch (error) {
      await file.close()
      throw understood(error)
    }
  }

  async remove(key: BlobKey): Promise<void> {
    await this.#mustBeOurs()
    try {
      await rm(this.#pathOf(key), { force: true })
    } catch (error) {
      throw understood(error)
    }
  }

  async *keysFrom(before: number): AsyncIterable<BlobKey> {
    await this.#mustBeOurs()
    for (const shard of await namesIn(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue
      for (const key of await namesIn(join(this.#folder, shard))) {
        if (isBlobKey(key) && (await changedAt(this.#pathOf(key))) < before) yield key
      }
    }
  }

  /** Undefined: it is not there, and the folder is. */
  async #open(key: BlobKey, flags: number): Promise<FileHandle | undefined> {
    const file = await openIfThere(this.#pathOf(key), flags)
    if (file === undefined) await this.#mustBeOurs()
    return file
  }

  #pathOf(key: BlobKey): string {
    if (!isBlobKey(key)) throw new TypeError('not the key of a blob')
    return join(this.#folder, key.slice(0, 2), key)
  }
}

class FolderWriter implements BlobWriter {
  readonly #file: FileHandle
  #size: number
  #synced: number

  constructor(file: FileHandle, size: number) {
    this.#file = file
    this.#size = size
    this.#synced = size
  }

  get size(): number {
    return this.#size
  }

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0
    try {
      while (done < bytes.length) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#size)
        done += bytesWritten
        this.#size += bytesWritten
      }
    } catch (error) {
      throw understood(error)
    }
  }

  async sync(): Promise<void> {
    try {
      await this.#file.datasync()
      this.#synced = this.#size
    } catch (error) {
      // The kernel forgets which pages it could not write: a second try would succeed, with nothing on the disk.
      await this.cutTo(this.#synced)
      throw understood(error)
    }
  }

  async cutTo(size: number): Promise<void> {
    await this.#file.truncate(size)
    this.#size = size
    this.#synced = Math.min(this.#synced, size)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function streamOf(file: FileHandle, range?: ByteRange) {
  const ends = range === undefined ? {} : { start: range.from, end: range.to }
  return file.createReadStream({ highWaterMark: readAtOnce, ...ends })
}

async function openIfThere(path: string, flags: number): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw understood(error)
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** None where another node has removed it meanwhile. */
async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw understood(error)
  }
}

async function changedAt(path: string): Promise<number> {
  const file = await openIfThere(path, constants.O_RDONLY)
  if (file === undefined) return Number.POSITIVE_INFINITY
  try {
    return (await file.stat()).mtimeMs
  } finally {
    await file.close()
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

const meansFull = new Set<unknown>(['ENOSPC', 'EDQUOT'])
const meansAway = new Set<unknown>([
  'EACCES',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ENOTDIR',
  'EHOSTDOWN',
  'ETIMEDOUT',
])

function understood(error: unknown): unknown {
  const code = codeOf(error)
  if (meansFull.has(code)) return new StoreFull('the disk is full', { cause: error })
  return meansAway.has(code)
    ? new StoreAway('the folder of the files cannot be used', { cause: error })
    : error
}
