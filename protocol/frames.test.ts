import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import * as frames from './frames.ts'
import { ProtocolError } from './protocol-error.ts'

const documentId = fc.stringMatching(/^[A-Za-z0-9_-]{8,64}$/)
const number = fc.nat({ max: 0xffffffff })
const bytes = fc.uint8Array({ maxLength: 2_000 })
const logged = fc
  .tuple(
    fc.nat(),
    fc.array(fc.record({ session: number, n: number, update: bytes }), { minLength: 1, maxLength: 20 }),
  )
  .map(([first, entries]) => entries.map((entry, i) => ({ seq: first + i, ...entry })))

const plain = (updates: readonly frames.LoggedUpdate[]) =>
  updates.map(each => ({ ...each, update: Array.from(each.update) }))

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(documentId, logged, number, (id, updates, n) => {
      const read = frames.decodeUpdates(frames.encodeUpdates(id, updates))
      expect(read.documentId).toBe(id)
      expect(plain(read.updates)).toEqual(plain(updates))
      expect(plain(frames.unpackUpdates(frames.packUpdates(updates)))).toEqual(plain(updates))
      const saved = { documentId: id, session: n, n, seq: n }
      expect(frames.decodeSaved(frames.encodeSaved(saved))).toEqual(saved)
      expect(frames.decodeHead(frames.encodeHead(id, n))).toEqual({ documentId: id, head: n })
    }),
  )
})

it('packs no updates into no bytes', () => {
  expect(frames.packUpdates([])).toHaveLength(0)
  expect(frames.unpackUpdates(new Uint8Array())).toEqual([])
})

it('takes an ArrayBuffer, as browsers deliver one', () => {
  const frame = Uint8Array.from(
    frames.encodeUpdate({ documentId: 'document', n: 7, update: Uint8Array.of(1, 2) }),
  )
  expect(frames.decodeUpdate(frame.buffer)).toMatchObject({ documentId: 'document', n: 7 })
})

const decoders = [
  frames.decodeUpdate,
  frames.decodeUpdates,
  frames.decodeSaved,
  frames.decodeHead,
  frames.decodeAwareness,
  frames.unpackUpdates,
]

it('meets any bytes with a value or a ProtocolError, nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(bytes, logged.map(frames.packUpdates)), fc.nat(400), (junk, cut) => {
      for (const decode of decoders) {
        try {
          decode(junk.subarray(0, Math.max(0, junk.length - cut)))
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})

it.each([undefined, null, 7, 'text', {}, []])('refuses %o where a frame belongs', junk => {
  expect(() => frames.decodeUpdate(junk)).toThrow(ProtocolError)
})

it('does not believe a count of updates that the bytes cannot hold', () => {
  // first seq 1, 2^31 updates announced, none there
  expect(() => frames.unpackUpdates(Uint8Array.of(1, 0x80, 0x80, 0x80, 0x80, 0x08))).toThrow(ProtocolError)
})
