import { expect, it } from 'vitest'
import { ariaShortcut, showShortcut } from './shortcut.ts'

it.each([
  ['Mod-b', '⌘B', 'Ctrl+B'],
  ['Mod-Shift-7', '⇧⌘7', 'Ctrl+Shift+7'],
  ['Mod-Alt-1', '⌥⌘1', 'Ctrl+Alt+1'],
  ['Shift-Tab', '⇧Tab', 'Shift+Tab'],
])('writes %s as %s on Apple and as %s elsewhere', (shortcut, onApple, elsewhere) => {
  expect(showShortcut(shortcut, true)).toBe(onApple)
  expect(showShortcut(shortcut, false)).toBe(elsewhere)
})

it('names keys for screen readers as ARIA does', () => {
  expect(ariaShortcut('Mod-Shift-s', true)).toBe('Meta+Shift+S')
  expect(ariaShortcut('Mod-Shift-s', false)).toBe('Control+Shift+S')
})
