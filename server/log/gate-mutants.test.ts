import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DocumentGate } from './document-gate.ts'
import { acts, rehearse } from './edits.corpus.ts'
import type { Admission } from './gate.ts'
import { advance, clocksOf, GatedLog, load, seed } from './gated-log.corpus.ts'
import { mutate, mutations } from './mutants.corpus.ts'
import type { Outline } from './outline.ts'

/** An honest update, and the log that it came to. */
interface Offer {
  update: Uint8Array
  log: Uint8Array
  clocks: Map<number, number>
  outline: Outline
}

/** For a long run: MUTANTS=1000000. */
const wanted = Number(process.env.MUTANTS) || 20_000
const mutantsPerScript = 500

describe('an update that was damaged or tampered with', () => {
  it(`RELIABILITY 21: does no harm: ${wanted} mutants (seed ${seed})`, { timeout: wanted * 6 }, () => {
    const seen = { malformed: 0, resync: 0, 'too-large': 0, fork: 0, admitted: 0 }
    const property = fc.property(
      acts.map(script => script.slice(0, 60)),
      fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), mutations), {
        minLength: mutantsPerScript,
        maxLength: mutantsPerScript,
      }),
      (script, mutants) => {
        const offers = offersOf(script)
        const last = offers.at(-1)
        if (last === undefined) return
        for (const [which, other, steps] of mutants) {
          const offer = offers[which % offers.length] ?? last
          const mixed = offers[other % offers.length] ?? last
          const admission = gateOf(offer).admit(mutate(offer.update, mixed.update, steps))
          seen[admission.ok ? 'admitted' : admission.reason]++
          expectHarmless(offer, admission)
        }
      },
    )
    fc.assert(property, { seed, numRuns: Math.ceil(wanted / mutantsPerScript) })
    expect(seen.admitted).toBeGreaterThan(wanted / 100)
    expect(seen.malformed).toBeGreaterThan(wanted / 4)
  })

  it(`does no harm when it was cut short, wherever that was (seed ${seed})`, { timeout: 60_000 }, () => {
    const property = fc.property(acts, script => {
      for (const offer of offersOf(script.slice(0, 40))) {
        for (let length = 0; length < Math.min(offer.update.length, 300); length++) {
          expectHarmless(offer, gateOf(offer).admit(offer.update.subarray(0, length)))
        }
      }
    })
    fc.assert(property, { seed, numRuns: 20 })
  })
})

/** Whoever reads the log from now on can: one update after the other, or merged, and nothing waits for what is not there.
 *  (Where the text stands is another matter: an origin may be a lie. See `admit`.) */
function expectHarmless({ log, clocks }: Offer, admission: Admission): void {
  if (!admission.ok || !admission.isNew) return
  const expected = new Map(clocks)
  advance(expected, admission)
  const read = load(log, admission.update)
  expect(clocksOf(read)).toEqual(expected)
  expect(clocksOf(load(Y.mergeUpdates([log, admission.update])))).toEqual(expected)
  expect(clocksOf(load(Y.encodeStateAsUpdate(read)))).toEqual(expected)
}

function gateOf({ clocks, outline }: Offer): DocumentGate {
  return new DocumentGate({ clocks, outline })
}

function offersOf(script: Parameters<typeof rehearse>[0]): Offer[] {
  const offers: Offer[] = []
  const log = new GatedLog((update, { clocks, gate: { outline } }) => {
    if (offers.length < 100) offers.push({ update, log: log.merged(), clocks: new Map(clocks), outline })
  })
  rehearse(script, log)
  return offers
}
