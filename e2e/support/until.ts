import { setTimeout as delay } from 'node:timers/promises'

type Check<T> = () => T | Promise<T>

/**
 * Waits until `check` gives something true, and gives that. Looks often, so that a test takes no longer than what it
 * waits for; a check that throws is one that is not true yet.
 * @throws {Error} with what was awaited and what was last seen, when it took longer than `withinInMs`
 */
export function until<T>(
  what: string,
  check: Check<T>,
  within?: { withinInMs?: number },
): Promise<NonNullable<T>>
export function until<T>(check: Check<T>, what: string, withinInMs?: number): Promise<NonNullable<T>>
export function until<T>(
  first: string | Check<T>,
  second: string | Check<T>,
  within: number | { withinInMs?: number } = {},
): Promise<NonNullable<T>> {
  const { withinInMs = 10_000 } = typeof within === 'number' ? { withinInMs: within } : within
  if (typeof first === 'function' && typeof second === 'string') return wait(second, first, withinInMs)
  if (typeof first === 'string' && typeof second === 'function') return wait(first, second, withinInMs)
  throw new Error('until wants a name and a check')
}

async function wait<T>(what: string, check: Check<T>, withinInMs: number): Promise<NonNullable<T>> {
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
