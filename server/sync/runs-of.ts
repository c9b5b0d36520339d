import type { LoggedUpdate } from '../../protocol/index.ts'

/** Cuts updates into frames: each without gaps, and each update above `maxSharedBytes` alone. Oldest first. */
export function runsOf(updates: readonly LoggedUpdate[], maxSharedBytes: number): LoggedUpdate[][] {
  const runs: LoggedUpdate[][] = []
  let previous: LoggedUpdate | undefined
  for (const update of updates) {
    const isNext = previous !== undefined && update.seq === previous.seq + 1
    const isShared =
      update.update.length <= maxSharedBytes && (previous?.update.length ?? 0) <= maxSharedBytes
    if (isNext && isShared) runs.at(-1)?.push(update)
    else runs.push([update])
    previous = update
  }
  return runs
}
