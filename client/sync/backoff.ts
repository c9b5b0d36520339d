const firstInMs = 300
const longestInMs = 3_000
/** Gentler than doubling: a server that restarts is back within a second or two. */
const growth = 1.5

/** How long to wait after the `failures`th failure in a row (from 1): growing, and randomised by half to either side, so
 *  that a thousand clients that lost one server do not come back in the same moment. */
export function backoffInMs(failures: number, random: () => number = Math.random): number {
  const delay = Math.min(longestInMs, firstInMs * growth ** Math.max(0, failures - 1))
  return delay * (0.5 + random())
}
