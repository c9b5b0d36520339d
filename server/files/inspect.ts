import { createHash } from 'node:crypto'
import type { BlobReader } from './file-store.ts'
import { sampleBytes, typeOf } from './type-of.ts'

/** What a blob is, read once, as it is on the disk. The reader is closed then. */
export async function inspect(reader: BlobReader): Promise<{ type: string; sha256: string }> {
  const hash = createHash('sha256')
  const sample: Uint8Array[] = []
  let sampled = 0
  const pieces: AsyncIterable<Uint8Array> = reader.read()
  for await (const piece of pieces) {
    hash.update(piece)
    if (sampled >= sampleBytes) continue
    sample.push(piece)
    sampled += piece.length
  }
  const type = await typeOf(Buffer.concat(sample).subarray(0, sampleBytes))
  return { type, sha256: hash.digest('hex') }
}
