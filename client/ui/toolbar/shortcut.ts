export const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

const appleSigns: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
const appleOrder = ['Alt', 'Shift', 'Mod']

/** A shortcut as the platform writes it: "Mod-Shift-7" → "⇧⌘7" or "Ctrl+Shift+7". */
export function showShortcut(shortcut: string, onApple = isApple): string {
  const { modifiers, key } = parse(shortcut)
  if (!onApple) return [...modifiers.map(name => (name === 'Mod' ? 'Ctrl' : name)), key].join('+')
  const sorted = [...modifiers].sort((a, b) => appleOrder.indexOf(a) - appleOrder.indexOf(b))
  return sorted.map(name => appleSigns[name] ?? name).join('') + key
}

/** The same for `aria-keyshortcuts`, which has its own names. */
export function ariaShortcut(shortcut: string, onApple = isApple): string {
  const { modifiers, key } = parse(shortcut)
  return [...modifiers.map(name => (name === 'Mod' ? (onApple ? 'Meta' : 'Control') : name)), key].join('+')
}

/** Whether a key is this shortcut, on whatever layout: with Korean letters the key is named after its place. */
export function isShortcut(event: KeyboardEvent, shortcut: string, onApple = isApple): boolean {
  const { modifiers, key } = parse(shortcut)
  const isMod = onApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
  const typed = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '')
  return (
    !event.isComposing &&
    isMod === modifiers.includes('Mod') &&
    event.shiftKey === modifiers.includes('Shift') &&
    event.altKey === modifiers.includes('Alt') &&
    typed.toUpperCase() === key
  )
}

function parse(shortcut: string): { modifiers: string[]; key: string } {
  const parts = shortcut.split('-')
  const key = parts.at(-1) ?? ''
  return { modifiers: parts.slice(0, -1), key: key.length === 1 ? key.toUpperCase() : key }
}
