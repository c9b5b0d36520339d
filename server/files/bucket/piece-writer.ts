import { type BlobKey, type BlobWriter, StoreAway } from '../file-store.ts'
import type { Bucket } from './bucket.ts'
import { chainOf, endOf, nameOf, type Piece, sectionsIn, sizeOfChain, takenIn } from './pieces.ts'
import { bytesOf } from './read-pieces.ts'

/** So much is put at once; it is also what a client of ours sends in a request, and what each of those who upload holds in memory. */
export const pieceBytes = 4 * 1024 * 1024

interface PieceWriterOptions {
  bucket: Bucket
  key: BlobKey
  pieces: readonly Piece[]
  /** What has come is put after so long, however little it is. */
  keepAfterMs: number
}

/**
 * Gathers what comes, and puts it as a piece when it is large enough, when it is to be there for good, or when it has waited. What could not be put is
 * taken away, and nothing more is taken in then.
 */
export class PieceWriter implements BlobWriter {
  readonly #options: PieceWriterOptions
  #pieces: Piece[]
  /** For good. */
  #stored: number
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  /** On its way to the store, of what is not yet there for good. */
  #underWay = 0
  #putting: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #failed: { error: unknown } | undefined

  constructor(options: PieceWriterOptions) {
    this.#options = options
    this.#pieces = [...options.pieces]
    this.#stored = sizeOfChain(chainOf(this.#pieces))
  }

  get size(): number {
    return this.#stored + this.#underWay + this.#gatheredBytes
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#mustWork()
    this.#gathered.push(bytes)
    this.#gatheredBytes += bytes.length
    if (this.#underWay + this.#gatheredBytes >= pieceBytes) {
      // What has waited is being put: no more is gathered behind it than is held, and may be lost, at one time.
      await this.#hasPut()
      this.#mustWork()
    }
    if (this.#gatheredBytes >= pieceBytes) return this.#put()
    this.#timer ??= setTimeout(() => {
      this.#put()
      this.#hasPut()
    }, this.#options.keepAfterMs).unref()
  }

  async sync(): Promise<void> {
    this.#mustWork()
    await this.#put()
  }

  async cutTo(size: number): Promise<void> {
    this.#stopTimer()
    await this.#hasPut()
    const { bucket, key } = this.#options
    if (size >= this.#stored) {
      const rest = Buffer.concat(this.#gathered).subarray(0, size - this.#stored)
      this.#gather(rest.length > 0 ? [rest] : [])
      return
    }
    this.#gather([])
    const last = sectionsIn(chainOf(this.#pieces), { from: 0, to: size - 1 }).at(-1)
    if (last !== undefined && endOf(last.piece) > size) {
      const shorter = { start: last.from, length: size - last.from }
      await bucket.put(nameOf(key, shorter), [await bytesOf({ bucket, key }, [last])])
      this.#pieces.push(shorter)
    }
    await this.#remove(this.#pieces.filter(piece => endOf(piece) > size))
    this.#stored = size
  }

  /** A blob that was opened is there, with nothing in it. */
  async close(): Promise<void> {
    this.#stopTimer()
    await this.#hasPut()
    if (this.#failed !== undefined || this.#pieces.length > 0 || this.#gatheredBytes > 0) return
    const { bucket, key } = this.#options
    await bucket.put(nameOf(key, { start: 0, length: 0 }), [])
  }

  /** What came of it is told by whatever is asked for next. */
  async #hasPut(): Promise<void> {
    await Promise.allSettled([this.#putting])
  }

  #mustWork(): void {
    if (this.#failed !== undefined) throw this.#failed.error
  }

  #gather(all: Uint8Array[]): void {
    this.#gathered = all
    this.#gatheredBytes = all.reduce((sum, { length }) => sum + length, 0)
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** All that is gathered when its turn comes, one piece after the other. */
  #put(): Promise<void> {
    this.#stopTimer()
    this.#putting = this.#putting.then(async () => {
      this.#mustWork()
      if (this.#gatheredBytes === 0) return
      const bytes = this.#gathered
      this.#underWay = this.#gatheredBytes
      this.#gather([])
      try {
        await this.#putPiece(bytes, this.#underWay)
        this.#stored += this.#underWay
      } catch (error) {
        this.#failed = { error }
        this.#gather([])
        throw error
      } finally {
        this.#underWay = 0
      }
    })
    return this.#putting
  }

  /** What the new piece takes in goes when it is there. */
  async #putPiece(bytes: Uint8Array[], length: number): Promise<void> {
    const { bucket, key } = this.#options
    const before = takenIn(chainOf(this.#pieces), length, pieceBytes)
    const start = before[0]?.from ?? this.#stored
    const piece = { start, length: this.#stored - start + length }
    const old = before.length === 0 ? [] : [await bytesOf({ bucket, key }, before)]
    await bucket.put(nameOf(key, piece), [...old, ...bytes])
    this.#pieces.push(piece)
    try {
      await this.#remove(this.#pieces.filter(each => each !== piece && isWithin(each, piece)))
    } catch (error) {
      // It says the same as the new piece, and goes with the next one, or with the blob.
      if (!(error instanceof StoreAway)) throw error
    }
  }

  async #remove(pieces: readonly Piece[]): Promise<void> {
    const { bucket, key } = this.#options
    for (const piece of pieces.toReversed()) await bucket.remove(nameOf(key, piece))
    this.#pieces = this.#pieces.filter(piece => !pieces.includes(piece))
  }
}

const isWithin = (inner: Piece, outer: Piece) => inner.start >= outer.start && endOf(inner) <= endOf(outer)
