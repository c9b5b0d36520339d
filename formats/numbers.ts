/** `start`: the number that an item has whatever stands above it. */
export type Counted = { indent: number; isOrdered: boolean; start: number | null }

/**
 * Called with each block in turn, it gives the number of those that have one. What is indented more deeply belongs
 * to the item above it and does not end its list; anything else that is not a numbered item does.
 */
export function numberCounter(): (block: Counted) => number | undefined {
  const counters: number[] = []
  return ({ indent, isOrdered, start }) => {
    if (!isOrdered) {
      counters.length = Math.min(counters.length, indent)
      return undefined
    }
    counters.length = Math.min(counters.length, indent + 1)
    const number = start ?? (counters[indent] ?? 0) + 1
    counters[indent] = number
    return number
  }
}
