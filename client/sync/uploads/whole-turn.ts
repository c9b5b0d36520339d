/** Waits until no other window of this browser is at it, and keeps them waiting until the signal says that it is over. */
export function wholeTurn(name: string, signal: AbortSignal): Promise<void> {
  const { locks } = navigator as { locks?: LockManager }
  // Pages that came without TLS have none: two windows at once are then told apart by the server's lock alone.
  if (locks === undefined || turns.get(name) === signal) return Promise.resolve()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  locks
    .request(name, { signal }, () => {
      turns.set(name, signal)
      resolve()
      return new Promise<void>(over => {
        const end = () => {
          if (turns.get(name) === signal) turns.delete(name)
          over()
        }
        if (signal.aborted) end()
        else signal.addEventListener('abort', end)
      })
    })
    .catch((error: unknown) => (isForbidden(error) ? resolve() : reject(error)))
  return promise
}

/** Only where no window is at it. Where that cannot be known, it is taken to be so. */
export async function ifNobodysTurn(name: string, run: () => void): Promise<void> {
  const { locks } = navigator as { locks?: LockManager }
  if (locks === undefined) return run()
  try {
    await locks.request(name, { ifAvailable: true }, lock => lock !== null && run())
  } catch (error) {
    if (!isForbidden(error)) throw error
    run()
  }
}

/** Some pages have locks by name only, such as those within a frame without an origin. */
function isForbidden(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'SecurityError'
}

const turns = new Map<string, AbortSignal>()
