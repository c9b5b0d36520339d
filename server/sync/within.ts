/** Waits for a promise, but not for longer than that. */
export async function within(inMs: number, promise: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, inMs)
  await Promise.race([promise, late])
  clearTimeout(timer)
}
