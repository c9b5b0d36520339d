import type { Readable } from 'node:stream'

/** Names a blob, in every store: 32 hexadecimal digits. */
export type BlobKey = string

const keyPattern = /^[0-9a-f]{32}$/

export function isBlobKey(text: string): text is BlobKey {
  return keyPattern.test(text)
}

/** Both ends inclusive, as in `Range`. */
export interface ByteRange {
  from: number
  to: number
}

/**
 * Where the bytes of files are: blobs that grow at their end until they are whole, and stay as they are then. It knows neither documents nor
 * people, and nothing of who may write: whoever opens a blob to write must be the only one (see `Grips`).
 *
 * Every method rejects with `StoreFull` where there is no room, and with `StoreAway` where the store is not to be had.
 */
export interface FileStore {
  /** How much of it is there, for good: also after a power cut. 0 where nothing is. */
  sizeOf(key: BlobKey): Promise<number>
  /** Goes on at the blob's end. */
  openToWrite(key: BlobKey): Promise<BlobWriter>
  /** Undefined: there is no such blob. */
  openToRead(key: BlobKey): Promise<BlobReader | undefined>
  /** Does nothing where there is none. */
  remove(key: BlobKey): Promise<void>
  /** All blobs that nobody has written to since then, in milliseconds since 1970. */
  keysFrom(before: number): AsyncIterable<BlobKey>
}

export interface BlobWriter {
  /** All that is in it by now, for good or not. */
  readonly size: number
  /** Everything, or an error; then `size` tells how much of it. The bytes are the writer's from then on. */
  write(bytes: Uint8Array): Promise<void>
  /** Brings what was written to the disk, or wherever it is for good; what cannot be brought there is taken away. */
  sync(): Promise<void>
  /** Takes away what is behind. */
  cutTo(size: number): Promise<void>
  close(): Promise<void>
}

export interface BlobReader {
  readonly size: number
  /** The stream closes the reader at its end, or when it is destroyed. */
  read(range?: ByteRange): Readable
  close(): Promise<void>
}

export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}
export class StoreAway extends Error {
  override readonly name = 'StoreAway'
}
