import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { acts, rehearse } from './edits.corpus.ts'
import { GatedLog, seed } from './gated-log.corpus.ts'
import { MalformedUpdate, readUpdate, UpdateHasGap } from './read-update.ts'
import {
  all,
  any,
  behind,
  block,
  byte,
  bytes,
  inRoot,
  inType,
  ranges,
  rawString,
  string,
  uints,
  update,
} from './update-bytes.corpus.ts'

function isTaken(update: Uint8Array): boolean {
  try {
    readUpdate(update)
    return true
  } catch (error) {
    if (error instanceof MalformedUpdate) return false
    throw error
  }
}

describe('reading an update', () => {
  it('tells what it adds, deletes and refers to', () => {
    const read = readUpdate(
      bytes(
        uints(2),
        block(9, 5, behind(7, 3, 4, string('a')), behind(9, 5, 4, string('b')), inType(8, 2, 7, byte(1))),
        block(
          4,
          0,
          inRoot(4, string('x'), 'title'),
          inRoot(4, string('y'), '본문'),
          inRoot(4, string('z'), 'title'),
        ),
        uints(2),
        ranges(9, 0, 2, 6, 1),
        ranges(3, 4, 4),
      ),
    )
    expect(read).toMatchObject({
      blocks: [
        {
          client: 9,
          start: 5,
          end: 8,
          needs: [
            { at: 5, client: 7, clock: 3 },
            { at: 7, client: 8, clock: 2 },
          ],
        },
        { client: 4, start: 0, end: 3, needs: [] },
      ],
      deletes: [
        { client: 9, end: 7 },
        { client: 3, end: 8 },
      ],
      roots: new Set(['title', '본문']),
      structs: 6,
    })
  })

  it('counts text as JavaScript does', () => {
    for (const content of ['a', 'é', '한', '😀', 'a😀é👨‍👩‍👧한', '\u0000', '\ufeff', '\ufffd']) {
      expect(readUpdate(update(block(9, 0, inRoot(4, string(content))))).blocks[0]?.end).toBe(content.length)
    }
  })

  it('knows content of old clients', () => {
    const json = all(
      uints(3),
      string('{"a":[1,"\\u0041"]}'),
      string('undefined'),
      string(' [ -1.5e+3 , null ] '),
    )
    expect(readUpdate(update(block(9, 0, inRoot(2, json)))).blocks[0]?.end).toBe(3)
  })

  it('says of what it cannot read what and where', () => {
    const unknown = update(block(9, 0, all(byte(0x8b), uints(7, 0))))
    expect(() => readUpdate(unknown)).toThrow(new MalformedUpdate('an unknown struct at byte 7 of 8'))
  })

  it('tells a gap from damage', () => {
    const gap = all(byte(10), uints(3))
    expect(() => readUpdate(update(block(9, 0, inRoot(4, string('a')), gap)))).toThrow(UpdateHasGap)
    expect(() => readUpdate(update(block(9, 0, gap, byte(11))))).not.toThrow(UpdateHasGap)
  })

  it(`sees the structs that Yjs sees (seed ${seed})`, { timeout: 60_000 }, () => {
    const property = fc.property(acts, script => {
      const log = new GatedLog()
      rehearse(script.slice(0, 150), log)
      for (const bytes of [log.merged(), ...log.updates]) {
        const { from, to } = Y.parseUpdateMeta(bytes)
        const read = readUpdate(bytes)
        expect(read.structs).toBe(Y.decodeUpdate(bytes).structs.length)
        expect(new Map(read.blocks.map(({ client, start }) => [client, start]))).toEqual(from)
        expect(new Map(read.blocks.map(({ client, end }) => [client, end]))).toEqual(to)
      }
    })
    fc.assert(property, { seed, numRuns: 60 })
  })

  it(`takes the JSON that JSON.parse takes, and no other (seed ${seed})`, () => {
    const value = fc.json({ maxDepth: 5 })
    const garbled = fc
      .tuple(value, fc.nat(), fc.constantFrom(...'{}[]",:0e-. \\u\ntf'))
      .map(([json, at, char]) => {
        const where = at % (json.length + 1)
        return json.slice(0, where) + char + json.slice(where + (at % 2))
      })
    const property = fc.property(fc.oneof(value, garbled), json => {
      fc.pre(!json.includes('__proto__') && json.isWellFormed())
      expect(isTaken(update(block(9, 0, inRoot(5, string(json)))))).toBe(parses(json))
    })
    fc.assert(property, { seed, numRuns: 5_000 })
  })

  it(`takes the strings that Yjs can decode, and no other (seed ${seed})`, () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const lead = fc.constantFrom(
      0x61,
      0x80,
      0xbf,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xe1,
      0xed,
      0xef,
      0xf0,
      0xf1,
      0xf4,
      0xf5,
      0xff,
    )
    const next = fc.constantFrom(0x61, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0)
    const pieces = fc.array(fc.tuple(lead, fc.array(next, { maxLength: 3 })), { minLength: 1, maxLength: 3 })
    const property = fc.property(pieces, pieces => {
      const raw = pieces.flatMap(([first, rest]) => [first, ...rest])
      const taken = update(block(9, 0, inRoot(4, rawString(...raw))))
      let units: number | undefined
      try {
        units = decoder.decode(new Uint8Array(raw)).length
      } catch {
        expect(isTaken(taken)).toBe(false)
      }
      if (units !== undefined) expect(readUpdate(taken).blocks[0]?.end).toBe(units)
    })
    fc.assert(property, { seed, numRuns: 20_000 })
  })

  it(`takes any value that lib0 writes (seed ${seed})`, () => {
    const value = fc.anything({ withBigInt: false, withNullPrototype: false, maxDepth: 6, maxKeys: 5 })
    const property = fc.property(value, value => {
      const written = update(block(9, 0, inRoot(8, all(uints(1), any(value)))))
      fc.pre(!Buffer.from(written).includes('__proto__'))
      expect(readUpdate(written).blocks[0]?.end).toBe(1)
    })
    fc.assert(property, { seed, numRuns: 3_000 })
  })
})

function parses(json: string): boolean {
  try {
    JSON.parse(json)
    return true
  } catch {
    return false
  }
}
