import type { Readable } from 'node:stream'
import { type BlobWriter, StoreFull } from './file-store.ts'
import type { Grip } from './grips.ts'

/** How a request that brings bytes came to its end. */
export type Ending =
  | { is: 'read' }
  /** The connection broke, or stands still. */
  | { is: 'cut' }
  /** It was asked to end: see the grip. */
  | { is: 'stopped' }
  /** There was more than the upload has. Nothing of it was kept. */
  | { is: 'too-much' }
  | { is: 'full' }

/** What is on its way to the disk at one time: the end of a request need not wait for all of it. */
const syncEveryBytes = 16 * 1024 * 1024

/**
 * Writes what comes to a blob, up to its whole size, and keeps it, however the request ends: it is on the disk then. Where it ended before its time,
 * what is left of the body is not read.
 */
export async function receive(
  body: Readable,
  writer: BlobWriter,
  { grip, size, onBytes }: { grip: Grip; size: number; onBytes: (count: number) => void },
): Promise<Ending> {
  const from = writer.size
  const ending = await pour(body, writer, { grip, size, onBytes })
  if (ending.is === 'too-much') await writer.cutTo(from)
  await writer.sync()
  return ending
}

async function pour(
  body: Readable,
  writer: BlobWriter,
  { grip, size, onBytes }: { grip: Grip; size: number; onBytes: (count: number) => void },
): Promise<Ending> {
  const { signal } = grip
  const stopped = new Promise<'stopped'>(resolve => {
    if (signal.aborted) resolve('stopped')
    signal.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
  const pieces: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false })
  let unsynced = 0
  for (;;) {
    const next = await Promise.race([nextOf(pieces), stopped])
    // Who may not hold it any more writes nothing more.
    if (next === 'stopped' || !grip.holds) return { is: 'stopped' }
    if (next === 'cut') return { is: 'cut' }
    if (next.done === true) return { is: 'read' }
    if (writer.size + next.value.length > size) return { is: 'too-much' }
    try {
      await writer.write(next.value)
    } catch (error) {
      if (error instanceof StoreFull) return { is: 'full' }
      throw error
    }
    onBytes(next.value.length)
    unsynced += next.value.length
    if (unsynced >= syncEveryBytes) {
      await writer.sync()
      unsynced = 0
    }
  }
}

/** An error of the body is the connection's. */
async function nextOf(pieces: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array> | 'cut'> {
  try {
    return await pieces.next()
  } catch {
    return 'cut'
  }
}
