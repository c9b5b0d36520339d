/**
 * Hands an error of somebody else's code (a listener, an observer of the document) to the platform's own reporting,
 * and lets the sync go on: what `EventTarget` does with its listeners, in browsers and in Node.
 */
export function reportLater(error: unknown): void {
  if (typeof globalThis.reportError === 'function') {
    globalThis.reportError(error)
    return
  }
  queueMicrotask(() => {
    throw error
  })
}
