import type { Readable } from 'node:stream'
import { type BlobWriter, StoreFull } from './file-store.ts'
import type { Grip } from './grips.ts'
import { nextUnless } from './next-unless.ts'

/** How a request that brings bytes came to its end. */
export type Ending =
  | { is: 'read' }
  /** The connection broke. */
  | { is: 'cut' }
  /** It was asked to end: see the grip. */
  | { is: 'stopped' }
  /** There was more than the upload has. Nothing of it was kept. */
  | { is: 'too-much' }
  | { is: 'full' }

interface Receiving {
  writer: BlobWriter
  grip: Pick<Grip, 'signal' | 'holds'>
  /** All that the upload will have. */
  size: number
  onBytes: (count: number) => void
  /** Whether the disk has some left that is not kept for other things. */
  hasRoom: () => Promise<boolean>
}

/** What is on its way to the disk at one time: the end of a request need not wait for all of it. */
const syncEveryBytes = 16 * 1024 * 1024

/** So much is written between one look at the room that is left and the next. */
const lookEveryBytes = 1024 * 1024

/**
 * Writes what comes to a blob, up to its whole size, and keeps it, however the request ends: it is on the disk then. Where it ended before its time,
 * what is left of the body goes by unread.
 */
export async function receive(body: Readable, receiving: Receiving): Promise<Ending> {
  const { writer, grip } = receiving
  const from = writer.size
  const pieces: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false })
  try {
    const ending = await pour(pieces, receiving)
    // Whoever has taken it over may have written behind that.
    if (ending.is === 'too-much' && grip.holds) await writer.cutTo(from)
    await writer.sync()
    return ending
  } catch (error) {
    // What found no room is not counted in the writer's size.
    if (error instanceof StoreFull) return { is: 'full' }
    throw error
  } finally {
    letGoBy(body, pieces)
  }
}

/** What follows on the connection comes behind the rest. An iterator that waits for a piece ends with that, or with the connection. */
function letGoBy(body: Readable, pieces: AsyncIterator<Uint8Array>): void {
  const rest = () => void body.resume()
  pieces.return?.().then(rest, rest)
}

async function pour(
  pieces: AsyncIterator<Uint8Array>,
  { writer, grip, size, onBytes, hasRoom }: Receiving,
): Promise<Ending> {
  let unsynced = 0
  let unlooked = lookEveryBytes
  for (;;) {
    const next = await nextOf(pieces, grip.signal)
    // Who may not hold it any more writes nothing more.
    if (next === 'stopped' || !grip.holds) return { is: 'stopped' }
    if (next === 'cut') return { is: 'cut' }
    if (next.done === true) return { is: 'read' }
    const { length } = next.value
    if (writer.size + length > size) return { is: 'too-much' }
    unlooked += length
    if (unlooked >= lookEveryBytes) {
      if (!(await hasRoom())) return { is: 'full' }
      unlooked = 0
    }
    try {
      await writer.write(next.value)
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error
      // What found room before it did.
      await writer.sync()
      return { is: 'full' }
    }
    onBytes(length)
    unsynced += length
    if (unsynced < syncEveryBytes) continue
    await writer.sync()
    unsynced = 0
  }
}

/** An error of the body is the connection's. */
async function nextOf(
  pieces: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array> | 'cut' | 'stopped'> {
  try {
    return await nextUnless(signal, pieces)
  } catch {
    return 'cut'
  }
}
