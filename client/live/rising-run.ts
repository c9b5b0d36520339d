/** Places in a list of numbers, in order, at which they rise: as many as there can be. (Patience sorting.) */
export function risingRun(numbers: readonly number[]): number[] {
  /** Of all runs of each length, where the one ends that ends lowest. */
  const ends: number[] = []
  const before: number[] = []
  for (const [index, number] of numbers.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1
      else high = middle
    }
    before[index] = ends[low - 1] ?? -1
    ends[low] = index
  }
  const run: number[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) run.push(at)
  return run.reverse()
}
