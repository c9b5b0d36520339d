import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { type BlobKey, type ByteRange, StoreAway } from '../file-store.ts'
import type { Bucket } from './bucket.ts'
import { chainOf, nameOf, type Piece, pieceOf, type Section, sectionsIn } from './pieces.ts'

/** Which blob, and where. */
export interface Blob {
  bucket: Bucket
  key: BlobKey
}

/** Nothing came for so long although somebody waits for it. */
const silentForMs = 15_000
/** Where the line breaks in the middle, it goes on at that place; so often without a byte in between. */
const mostBreaks = 3
/** For each of those who download: what a slow one has not taken waits in memory. */
const readAtOnce = 64 * 1024

/** What is there of a blob, and whatever else lies there left out. */
export async function piecesOf({ bucket, key }: Blob): Promise<Piece[]> {
  const pieces: Piece[] = []
  for await (const { name, size } of bucket.list(`${key}/`)) {
    const found = pieceOf(name, size)
    if (found !== undefined) pieces.push(found.piece)
  }
  return pieces
}

/** A stream that asks for the next piece when it needs it, and lets go of the store at once when nobody needs it. */
export function streamOf(blob: Blob, chain: Section[], range: ByteRange): Readable {
  const reading: Reading = { isOver: false, answer: undefined }
  const bytes = read(blob, { chain, range, reading })
  return new Readable({
    highWaterMark: readAtOnce,
    read() {
      bytes.next().then(
        ({ value = null }) => this.push(value),
        error => this.destroy(error),
      )
    },
    // Not by the generator: it is where it waits for the store.
    destroy(error, callback) {
      reading.isOver = true
      reading.answer?.destroy()
      callback(error)
    },
  })
}

/** All of it in memory: for little. */
export async function bytesOf(blob: Blob, sections: Section[]): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  const [first, last] = [sections.at(0), sections.at(-1)]
  if (first === undefined || last === undefined) return Buffer.alloc(0)
  const range = { from: first.from, to: last.to }
  const reading: Reading = { isOver: false, answer: undefined }
  for await (const bytes of read(blob, { chain: sections, range, reading })) pieces.push(bytes)
  return Buffer.concat(pieces)
}

interface Reading {
  isOver: boolean
  answer: IncomingMessage | undefined
}

interface ToRead {
  chain: Section[]
  range: ByteRange
  reading: Reading
}

async function* read(blob: Blob, { chain, range, reading }: ToRead): AsyncGenerator<Uint8Array> {
  let at = range.from
  let breaks = 0
  let known = chain
  while (at <= range.to && !reading.isOver) {
    const [section] = sectionsIn(known, { from: at, to: range.to })
    const answer = section && (await got(blob, section))
    if (answer === undefined) {
      if (++breaks > mostBreaks) throw new StoreAway(`${blob.bucket.place.name} lacks a piece of ${blob.key}`)
      // One has been taken into another one meanwhile.
      known = chainOf(await piecesOf(blob))
      continue
    }
    if (reading.isOver) return void answer.destroy()
    reading.answer = answer
    try {
      for await (const bytes of withoutSilence(answer)) {
        breaks = 0
        at += bytes.length
        yield bytes
      }
    } catch (error) {
      if (reading.isOver) return
      if (++breaks > mostBreaks)
        throw new StoreAway(`${blob.bucket.place.name} breaks off in the middle: ${String(error)}`)
    } finally {
      answer.destroy()
    }
  }
}

/** Undefined: the piece is not there any more. */
async function got(
  { bucket, key }: Blob,
  { piece, from, to }: Section,
): Promise<IncomingMessage | undefined> {
  const wanted = to - from + 1
  const isAll = wanted === piece.length
  const range = { from: from - piece.start, to: to - piece.start }
  const answer = await bucket.get(nameOf(key, piece), isAll ? undefined : range)
  if (answer === undefined || Number(answer.headers['content-length']) === wanted) return answer
  answer.destroy()
  throw new StoreAway(`${bucket.place.name} gives another part of ${key} than was asked for`)
}

/** A reader that takes its time is not the store's silence. */
async function* withoutSilence(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]()
  for (;;) {
    const silent = setTimeout(
      () => answer.destroy(new Error(`nothing came for ${silentForMs / 1000} s`)),
      silentForMs,
    )
    const next = await pieces.next().finally(() => clearTimeout(silent))
    if (next.done === true) return
    yield next.value
  }
}
