/** Repeatable randomness: the same seed gives the same run. Mulberry32 by Tommy Ettinger, public domain. */
export type Random = {
  /** A whole number from 0 up to and without `end`. */
  below: (end: number) => number
  pick: <T>(from: readonly T[]) => T
}

export function randomFrom(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    pick(from) {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
  }
}

/** A new seed for each run, or the one in the environment variable SEED, to repeat a run. */
export function newSeed(): number {
  return Number(process.env.SEED ?? Date.now() % 1_000_000)
}
