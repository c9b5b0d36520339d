import { type BlobKey, type BlobReader, type BlobWriter, type FileStore, isBlobKey } from '../file-store.ts'
import type { Bucket } from './bucket.ts'
import { PieceWriter } from './piece-writer.ts'
import { chainOf, nameOf, type Piece, pieceOf, sizeOfChain } from './pieces.ts'
import { piecesOf, streamOf } from './read-pieces.ts'

/** Beyond what one after the other would take, and not so many that the store asks for patience. */
const removedAtOnce = 8

export interface BucketStoreOptions {
  bucket: Bucket
  /** Asked before anything is taken away, and before it is said that something is not there. What is there under a key of ours is ours. */
  mustBeOurs: () => Promise<void>
  /** Whatever has come is put in the bucket after so long. */
  keepAfterMs?: number
}

/** Blobs as pieces that follow one another, each an object of its own: `KEY/START-LENGTH`. An object cannot grow, a list of them can. */
export class BucketStore implements FileStore {
  readonly #options: Required<BucketStoreOptions>

  constructor(options: BucketStoreOptions) {
    this.#options = { keepAfterMs: 3_000, ...options }
  }

  async sizeOf(key: BlobKey): Promise<number> {
    return sizeOfChain(chainOf(await this.#piecesOf(key)))
  }

  async openToWrite(key: BlobKey): Promise<BlobWriter> {
    const { bucket, keepAfterMs } = this.#options
    return new PieceWriter({ bucket, key, pieces: await this.#piecesOf(key), keepAfterMs })
  }

  async openToRead(key: BlobKey): Promise<BlobReader | undefined> {
    const { bucket } = this.#options
    const pieces = await this.#piecesOf(key)
    if (pieces.length === 0) return undefined
    const chain = chainOf(pieces)
    const size = sizeOfChain(chain)
    return {
      size,
      read: (range = { from: 0, to: size - 1 }) => streamOf({ bucket, key }, chain, range),
      close: async () => {},
    }
  }

  async remove(key: BlobKey): Promise<void> {
    const { bucket, mustBeOurs } = this.#options
    await mustBeOurs()
    const pieces = await this.#piecesOf(key)
    const removing = async () => {
      for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop())
        await bucket.remove(nameOf(key, piece))
    }
    await Promise.all(Array.from({ length: removedAtOnce }, removing))
  }

  async *keysFrom(before: number): AsyncIterable<BlobKey> {
    const { bucket, mustBeOurs } = this.#options
    await mustBeOurs()
    let last: { key: BlobKey; changedAt: number } | undefined
    for await (const { name, size, changedAt } of bucket.list('')) {
      const key = pieceOf(name, size)?.key
      if (key === undefined) continue
      if (last?.key === key) {
        last.changedAt = Math.max(last.changedAt, changedAt)
        continue
      }
      if (last !== undefined && last.changedAt < before) yield last.key
      last = { key, changedAt }
    }
    if (last !== undefined && last.changedAt < before) yield last.key
  }

  async #piecesOf(key: BlobKey): Promise<Piece[]> {
    if (!isBlobKey(key)) throw new TypeError('not the key of a blob')
    const { bucket, mustBeOurs } = this.#options
    const pieces = await piecesOf({ bucket, key })
    if (pieces.length === 0) await mustBeOurs()
    return pieces
  }
}
