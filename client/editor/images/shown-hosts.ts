/** The sites whose images this window fetches: somebody here asked for one of theirs. Forgotten with the window. */
const shown = new Set<string>()
const listeners = new Set<() => void>()

export function isShown(host: string): boolean {
  return shown.has(host)
}

export function showHost(host: string): void {
  shown.add(host)
  for (const listener of listeners) listener()
}

/** Returns its own undo. */
export function onHostShown(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
