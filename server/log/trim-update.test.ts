import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { acts, rehearse } from './edits.corpus.ts'
import { GatedLog, seed } from './gated-log.corpus.ts'
import { readUpdate } from './read-update.ts'
import { trimUpdate } from './trim-update.ts'
import { all, any, block, byte, inMap, inRoot, string, uints, update } from './update-bytes.corpus.ts'

function trim(bytes: Uint8Array, clocks: ReadonlyMap<number, number>): Uint8Array {
  const trimmed = trimUpdate(bytes, readUpdate(bytes), clocks)
  // What it says of the rest is what the rest says.
  const { blocks } = readUpdate(trimmed.update)
  expect(trimmed.blocks.map(({ client, start, end }) => ({ client, start, end }))).toEqual(
    blocks.map(({ client, start, end }) => ({ client, start, end })),
  )
  return normalized(trimmed.update)
}

function yjsTrim(bytes: Uint8Array, clocks: ReadonlyMap<number, number>): Uint8Array {
  return normalized(Y.diffUpdate(bytes, Y.encodeStateVector(new Map(clocks))))
}

/** Without bits that no reader looks at. */
function normalized(bytes: Uint8Array): Uint8Array {
  return Y.diffUpdate(bytes, new Uint8Array([0]))
}

describe('trimming', () => {
  const json = all(uints(3), string('1'), string('undefined'), string('{"a":null}'))
  const contents: Record<string, Uint8Array> = {
    'a word': update(block(9, 0, inRoot(4, string('héllo')))),
    'emoji, through their middle': update(block(9, 0, inRoot(4, string('a😀👨‍👩‍👧')))),
    'a word before another': update(block(9, 0, all(byte(0x44), uints(7, 0), string('hello')))),
    'a word between others': update(block(9, 0, all(byte(0xc4), uints(7, 0, 7, 1), string('hello')))),
    values: update(block(9, 0, inRoot(8, all(uints(3), any({ a: [1] }), any('x'), any(new Uint8Array(3)))))),
    'values under a key': update(block(9, 0, inMap('key', 8, all(uints(3), any(1), any(2), any(3))))),
    'values under a key, with an origin': update(
      block(9, 0, all(byte(0xa8), uints(7, 0, 2), any(1), any(2))),
    ),
    JSON: update(block(9, 0, inRoot(2, json))),
    'deleted content': update(block(9, 0, inRoot(1, uints(5)))),
    garbage: update(block(9, 0, all(byte(0), uints(5)))),
    'one struct after another': update(
      block(9, 0, inRoot(4, string('ab')), inRoot(1, uints(2)), inRoot(4, string('c'))),
    ),
    'several clients': update(block(9, 0, inRoot(4, string('abc'))), block(6, 0, inRoot(4, string('def')))),
  }

  it.each(Object.entries(contents))('cuts %s anywhere, as Yjs does', (_, bytes) => {
    for (let known = 0; known <= 8; known++) {
      for (const clocks of [
        new Map([[9, known]]),
        new Map([
          [9, known],
          [6, known],
        ]),
      ]) {
        expect(trim(bytes, clocks)).toEqual(yjsTrim(bytes, clocks))
      }
    }
  })

  it(`cuts whatever people write as Yjs does (seed ${seed})`, { timeout: 60_000 }, () => {
    const share = fc.nat(100)
    const property = fc.property(acts, share, share, share, (script, ...shares) => {
      const log = new GatedLog()
      rehearse(script.slice(0, 150), log)
      const clocks = new Map(
        [...log.clocks].map(([client, clock], i) => [client, Math.floor((clock * (shares[i] ?? 0)) / 100)]),
      )
      for (const bytes of [log.merged(), ...log.updates]) {
        expect(Buffer.from(trim(bytes, clocks)).equals(yjsTrim(bytes, clocks))).toBe(true)
      }
    })
    fc.assert(property, { seed, numRuns: 100 })
  })
})
