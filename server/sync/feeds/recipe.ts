/** How to make a list of pieces from one that somebody has: a piece that they lack, or those from one place up to another, without it. */
export type Recipe = readonly Step[]
export type Step = string | readonly [from: number, upTo: number]

/**
 * One pass over each: what follows in both costs a look, anything else is found by what it is. Not the shortest that there could be, but
 * never longer than the pieces that are new and two numbers for each place where something is.
 */
export function recipeOf(before: readonly string[], now: readonly string[]): Recipe {
  const places = Map.groupBy(before.keys(), index => before[index] ?? '')
  const steps: (string | [number, number])[] = []
  let next = 0
  for (const piece of now) {
    if (before[next] !== piece) {
      const place = placeOf(places.get(piece), next)
      if (place === undefined) {
        steps.push(piece)
        continue
      }
      next = place
    }
    const last = steps.at(-1)
    if (typeof last === 'object' && last[1] === next) last[1]++
    else steps.push([next, next + 1])
    next++
  }
  return steps
}

/** Of several places where the same stands, the first from here on: what comes next follows there most likely. */
function placeOf(places: readonly number[] | undefined, from: number): number | undefined {
  if (places === undefined) return undefined
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((places[middle] ?? 0) < from) low = middle + 1
    else high = middle
  }
  return places[low] ?? places[0]
}
