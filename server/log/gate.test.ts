import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { maxUpdateBytes } from '../../protocol/limits.ts'
import { bombs, clocksOfTarget } from './bombs.corpus.ts'
import { acts, rehearse } from './edits.corpus.ts'
import { type Admitted, admit } from './gate.ts'
import { clocksOf, GatedLog, load, seed } from './gated-log.corpus.ts'
import {
  behind,
  block,
  bytes,
  deletes,
  inRoot,
  ranges,
  string,
  uints,
  update,
} from './update-bytes.corpus.ts'

/** For a long run: LEGITIMATE=100000. */
const wanted = Number(process.env.LEGITIMATE) || 20_000

const nobody: ReadonlyMap<number, number> = new Map()
const text = (content: string) => inRoot(4, string(content))

function admitted(bytes: Uint8Array, clocks: ReadonlyMap<number, number>): Admitted {
  const admission = admit(bytes, clocks)
  if (!admission.ok) throw new Error(`${admission.reason}: ${admission.detail}`)
  return admission
}

describe('the gate', () => {
  it('lets in what people write', () => {
    const hello = update(block(9, 0, text('hello')))
    expect(admit(hello, nobody)).toMatchObject({
      ok: true,
      update: hello,
      advance: [[9, 5]],
      isNew: true,
      roots: new Set(['text']),
    })
  })

  it('goes on where the log ends', () => {
    const clocks = new Map([[9, 5]])
    expect(admitted(update(block(9, 5, behind(9, 4, 4, string('!')))), clocks).advance).toEqual([[9, 6]])
    expect(clocks).toEqual(new Map([[9, 5]]))
  })

  it('takes an empty update for nothing', () => {
    const { isNew, advance } = admitted(new Uint8Array([0, 0]), nobody)
    expect({ isNew, advance }).toEqual({ isNew: false, advance: [] })
  })

  it('takes what was sent before for nothing', () => {
    const { isNew, advance } = admitted(update(block(9, 0, text('hello'))), new Map([[9, 5]]))
    expect({ isNew, advance }).toEqual({ isNew: false, advance: [] })
  })

  it('cuts off what was sent before, in the middle of a word if need be', () => {
    const log = update(block(9, 0, text('hel')))
    const rest = admitted(update(block(9, 0, text('hello'))), new Map([[9, 3]]))
    expect(rest.advance).toEqual([[9, 5]])
    expect(load(log, rest.update).getText('text').toString()).toBe('hello')
  })

  it('cuts off what was sent before of some clients, and keeps the rest', () => {
    const both = update(block(9, 0, text('new')), block(6, 0, text('old')))
    const { update: rest, advance } = admitted(both, new Map([[6, 3]]))
    expect(advance).toEqual([[9, 3]])
    expect(rest).toEqual(update(block(9, 0, text('new'))))
  })

  it('does not follow the references of what was sent before', () => {
    // The log has it already, and with it what it referred to.
    const resent = update(block(9, 0, behind(6, 0, 4, string('a'))))
    expect(admitted(resent, new Map([[9, 1]])).isNew).toBe(false)
  })

  it('follows the references of what is new, whatever was sent before it', () => {
    const partly = update(block(9, 0, behind(6, 50, 4, string('a')), behind(6, 40, 4, string('b'))))
    expect(admit(partly, new Map([[9, 1]]))).toMatchObject({ ok: false, reason: 'resync' })
    expect(
      admitted(
        partly,
        new Map([
          [9, 1],
          [6, 41],
        ]),
      ).advance,
    ).toEqual([[9, 2]])
  })

  it('lets in deletes, also a second time', () => {
    const cut = deletes(ranges(9, 1, 3))
    const { isNew, update: kept } = admitted(cut, new Map([[9, 5]]))
    expect({ isNew, kept }).toEqual({ isNew: true, kept: cut })
  })

  it('lets in deletes of what was sent before, with it', () => {
    const resent = bytes(uints(1), block(9, 0, text('hello')), uints(1), ranges(9, 0, 5))
    expect(admitted(resent, new Map([[9, 5]])).update).toEqual(deletes(ranges(9, 0, 5)))
  })

  it('lets in deletes of what the same update adds', () => {
    const both = bytes(uints(1), block(9, 0, text('hello')), uints(1), ranges(9, 0, 5))
    expect(admitted(both, nobody).isNew).toBe(true)
  })

  it('lets in clients that refer to each other in turn', () => {
    const turns = update(
      block(9, 0, text('a'), behind(6, 0, 4, string('c')), behind(6, 1, 4, string('e'))),
      block(6, 0, behind(9, 0, 4, string('b')), behind(9, 1, 4, string('d'))),
    )
    const { update: kept } = admitted(turns, nobody)
    expect(load(kept).getText('text').toString()).toBe('abcde')
  })

  it('follows references through 15,000 turns and as many clients', () => {
    const count = 15_000
    const turns = Array.from({ length: count }, (_, i) => i)
    const conversation = update(
      block(
        2 ** 32 - 1,
        0,
        ...turns.map(i => (i === 0 ? text('a') : behind(2 ** 32 - 2, i - 1, 4, string('a')))),
      ),
      block(2 ** 32 - 2, 0, ...turns.map(i => behind(2 ** 32 - 1, i, 4, string('b')))),
      ...turns.map(i => block(2 ** 31 - i, 0, behind(2 ** 32 - 2, count - 1, 4, string('c')))),
    )
    expect(admitted(conversation, nobody).advance).toHaveLength(count + 2)
  })

  it('lets in an update of 4 MiB', () => {
    const long = update(block(9, 0, text('가'.repeat(1_398_000))))
    expect(long.length).toBeGreaterThan(maxUpdateBytes - 1_000)
    expect(admitted(long, nobody).advance).toEqual([[9, 1_398_000]])
  })

  it('asks a client that lacks something itself to synchronise', () => {
    const lacking = new Y.Doc()
    const [first, , third] = typed('a', 'b', 'c')
    for (const each of [first, third]) if (each) Y.applyUpdate(lacking, each)
    expect(admit(Y.encodeStateAsUpdate(lacking), nobody)).toMatchObject({ ok: false, reason: 'resync' })
  })

  it.each(bombs)('RELIABILITY 21: refuses %s', (_, { update, reason }) => {
    const { counted, reads } = counting(update)
    expect(admit(counted, clocksOfTarget)).toMatchObject({ ok: false, reason })
    // In one pass: each byte is looked at a few times, however large the numbers are that it stands for.
    expect(reads()).toBeLessThan(8 * update.length + 16)
  })

  it(`RELIABILITY 22: refuses none of ${wanted} updates that people write, and knows the clocks (seed ${seed})`, {
    timeout: 120_000 + wanted * 6,
  }, () => {
    let offered = 0
    const honest = fc.property(acts, script => {
      const log = new GatedLog()
      rehearse(script, log)
      offered += log.offered
      expect(clocksOf(load(...log.updates))).toEqual(log.clocks)
      expect(clocksOf(load(log.merged()))).toEqual(log.clocks)
    })
    for (let run = 0; offered < wanted; run++) fc.assert(honest, { seed: seed + run, numRuns: 100 })
  })
})

function typed(...words: string[]): Uint8Array[] {
  const updates: Uint8Array[] = []
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of words) doc.getText('text').insert(0, word)
  return updates
}

/** The same bytes, counting how often one of them is read. */
function counting(bytes: Uint8Array): { counted: Uint8Array; reads: () => number } {
  let reads = 0
  const counted = new Proxy(bytes, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown
      if (typeof value === 'function') return value.bind(target)
      if (typeof value === 'number' && key !== 'length') reads++
      return value
    },
  })
  return { counted, reads: () => reads }
}
