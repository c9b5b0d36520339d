import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until `check` gives something true, and gives that. Looks often, so that a test takes no longer than what it
 * waits for; a check that throws is one that is not true yet.
 * @throws {Error} with what was awaited and what was last seen, when it took longer than `withinInMs`
 */
export async function until<T>(
  check: () => T | Promise<T>,
  what: string,
  withinInMs = 10_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinInMs
  let last: unknown
  while (performance.now() < deadline) {
    try {
      const seen = await check()
      if (seen) return seen
      last = seen
    } catch (error) {
      last = error
    }
    await delay(10)
  }
  const seen = last instanceof Error ? last.message : JSON.stringify(last)
  throw new Error(`Waited ${withinInMs} ms in vain for ${what}; last seen: ${seen}`)
}
