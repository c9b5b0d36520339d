/** What the page around us tells. In Node nothing of this exists: it is always online, never hidden. */
export interface SurroundingsListener {
  /** The network is back, or somebody looks at the page again: worth trying at once. */
  back?(): void
  /** The device is on another network than before: what could not pass there may pass here. */
  networkChanged?(): void
  /** The device has lost its network. */
  offline?(): void
  /** The page may be gone in a moment: last call to write something down. */
  leaving?(): void
}

export function watchSurroundings(listener: SurroundingsListener): () => void {
  if (typeof globalThis.addEventListener !== 'function') return () => {}
  const { back, networkChanged, offline, leaving } = listener
  const seen = () => (isHidden() ? leaving?.() : back?.())
  const listeners: [EventTarget, string, () => void][] = [
    [globalThis, 'online', () => back?.()],
    [globalThis, 'online', () => networkChanged?.()],
    [globalThis, 'offline', () => offline?.()],
    [globalThis, 'pageshow', () => back?.()],
    [globalThis, 'pagehide', () => leaving?.()],
  ]
  if (typeof document !== 'undefined') listeners.push([document, 'visibilitychange', seen])
  // Not in every browser.
  const connection = typeof navigator === 'undefined' ? undefined : Reflect.get(navigator, 'connection')
  if (connection instanceof EventTarget) listeners.push([connection, 'change', () => networkChanged?.()])
  for (const [target, event, listener] of listeners) target.addEventListener(event, listener)
  return () => {
    for (const [target, event, listener] of listeners) target.removeEventListener(event, listener)
  }
}

/** False only where the device itself says that it has no network. */
export function isOnline(): boolean {
  return typeof navigator === 'undefined' || navigator.onLine !== false
}

export function isHidden(): boolean {
  return typeof document !== 'undefined' && document.visibilityState === 'hidden'
}
