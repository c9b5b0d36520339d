const modifiers: readonly string[] = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta']

/** Calls `end` when the person does anything themselves: presses, points, turns the wheel. What is meant for a button that
 *  begins or ends following is that button's own matter. Returns its own undo. */
export function endOnInput(end: () => void): () => void {
  const listeners = new AbortController()
  const hear = (event: Event) => {
    const isForButton = event.target instanceof Element && event.target.closest('[data-follows]') !== null
    if (event instanceof KeyboardEvent) {
      if (modifiers.includes(event.key) || (isForButton && /^(Enter| )$/.test(event.key))) return
    } else if (event.type === 'pointerdown' && isForButton) return
    end()
  }
  for (const type of ['keydown', 'pointerdown', 'wheel', 'touchmove'])
    addEventListener(type, hear, { capture: true, passive: true, signal: listeners.signal })
  return () => listeners.abort()
}
