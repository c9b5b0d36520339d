import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { seededRandom } from '../../../e2e/support/seeded-random.ts'
import { digestFile } from './digest-file.ts'
import { Sha256 } from './sha256.ts'

it('gives the digest of any bytes, in whatever pieces they come', () => {
  const seed = Date.now()
  const random = seededRandom(seed)
  for (let round = 0; round < 200; round++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256))
    const hash = new Sha256()
    for (let at = 0; at < bytes.length; ) {
      const next = at + Math.floor(random() * 150)
      hash.add(bytes.subarray(at, next))
      at = next
    }
    expect(hash.hex(), `seed ${seed}, round ${round}`).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})

it('gives the same of a small file and of one that is read piece by piece', async () => {
  for (const size of [0, 5, 33 * 1024 * 1024]) {
    const bytes = Buffer.alloc(size, 'Quire')
    expect(await digestFile(new Blob([bytes]))).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
