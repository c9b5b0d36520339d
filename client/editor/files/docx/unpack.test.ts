import { deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { newSeed, randomFrom } from '../../testing/random.ts'
import type { DocxPart } from './parts.ts'
import { readDocx } from './read-docx.ts'
import { type Entries, pack, TooMuch, unpack } from './unpack.ts'
import { writeDocx } from './write-docx.ts'

const parts: DocxPart[] = Array.from({ length: 50 }, (_, index) => ({
  is: 'paragraph',
  style: 'Normal',
  runs: [{ text: `Paragraph ${index}`, bold: true }],
}))

it('refuses a Word file where it unpacks to more than is read, whatever it says of its size', async () => {
  const limits = { entries: 3, bytes: 1_000_000 }
  const isWanted = () => true
  await expect(unpack(bomb(4_000_000), { isWanted, limits })).rejects.toBeInstanceOf(TooMuch)
  const many: Entries = new Map(Array.from({ length: 4 }, (_, index) => [`${index}`, new Uint8Array(1)]))
  await expect(unpack(pack(many), { isWanted, limits })).rejects.toBeInstanceOf(TooMuch)
  expect(await readDocx(bomb(60 * 1024 * 1024))).toEqual({ failure: 'tooMuch' })
})

it('calls a Word file unreadable when it is broken, cut or no such file at all', async () => {
  const file = new Uint8Array(await writeDocx({ title: 'T', parts }))
  const seed = newSeed()
  const random = randomFrom(seed)
  for (const broken of [
    file.slice(0, 500),
    file.slice(500),
    new Uint8Array(0),
    new TextEncoder().encode('PK no'),
  ]) {
    expect(await readDocx(broken.buffer)).toEqual({ failure: 'unreadable' })
  }
  for (let round = 0; round < 30; round++) {
    const mutant = file.slice()
    for (let index = 0; index < 5; index++) mutant[random.below(mutant.length)] = random.below(256)
    const answer = await readDocx(mutant.buffer)
    expect('page' in answer || answer.failure, `SEED=${seed}`).toBeTruthy()
  }
})

/** Zeros, packed, that are called short. */
function bomb(length: number): ArrayBuffer {
  const packed = new Uint8Array(deflateRawSync(new Uint8Array(length)))
  const archive = new Uint8Array(pack(new Map([['word/document.xml', packed]])))
  const view = new DataView(archive.buffer)
  const directory = view.getUint32(archive.length - 22 + 16, true)
  view.setUint16(8, 8, true)
  view.setUint16(directory + 10, 8, true)
  return archive.buffer
}
