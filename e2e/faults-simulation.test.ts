import { expect, it } from 'vitest'
import { scale } from './support/scale.ts'
import { printedSeed } from './support/seeded-random.ts'
import { liveThrough, type Outcome } from './support/simulation/live-through.ts'

/** One alone, where a seed is given: `SEED=…` sees again what was printed with it. */
const schedules = process.env.SEED === undefined ? scale(200, 10_000) : 1
const inOneTest = 100
const first = printedSeed()
const batches = Array.from({ length: Math.ceil(schedules / inOneTest) }, (_, i) => first + i * inOneTest)

function isWell({ seed: _, ...wrong }: Outcome): boolean {
  return Object.values(wrong).every(list => list.length === 0)
}

it.each(batches)(
  'RELIABILITY 10: all end with the same text, each word once, and saved was saved, whatever is lost, late, doubled or dies (%i…)',
  async from => {
    const outcomes: Outcome[] = []
    const sum = { acknowledgements: 0, updates: 0, seconds: 0 }
    for (let seed = from; seed < from + Math.min(inOneTest, schedules); seed++) {
      const { outcome, ...lived } = await liveThrough(seed)
      outcomes.push(outcome)
      sum.acknowledgements += lived.acknowledgements
      sum.updates += lived.updates
      sum.seconds += lived.seconds
    }
    console.log(`${outcomes.length} schedules from ${from}:`, sum)
    expect(outcomes.filter(outcome => !isWell(outcome))).toEqual([])
    expect(sum.acknowledgements).toBeGreaterThan(0)
  },
  300_000,
)

it('RELIABILITY 10: would find out a log that says saved before it is', async () => {
  const found: number[] = []
  for (let seed = 1; seed <= 20; seed++) {
    const { outcome } = await liveThrough(seed, { isDishonest: true })
    if (outcome.falselySaved.length > 0) found.push(seed)
  }
  expect(found).not.toEqual([])
}, 120_000)
