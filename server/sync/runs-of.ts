import type { LoggedUpdate } from '../../protocol/index.ts'

/** What travels in one frame, at most, unless it is one update. */
const maxRunBytes = 1024 * 1024

/** Cuts updates into frames: each without gaps, and each update above `maxSharedBytes` alone. Oldest first. */
export function runsOf(updates: readonly LoggedUpdate[], maxSharedBytes: number): LoggedUpdate[][] {
  const runs: LoggedUpdate[][] = []
  let previous: LoggedUpdate | undefined
  let bytes = 0
  for (const update of updates) {
    const { length } = update.update
    const isNext = previous !== undefined && update.seq === previous.seq + 1
    const isShared = length <= maxSharedBytes && (previous?.update.length ?? 0) <= maxSharedBytes
    bytes += length
    if (isNext && isShared && bytes <= maxRunBytes) runs.at(-1)?.push(update)
    else {
      runs.push([update])
      bytes = length
    }
    previous = update
  }
  return runs
}
