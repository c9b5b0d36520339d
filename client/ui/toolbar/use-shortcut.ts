import { useLayoutEffect } from 'react'
import { isShortcut } from './shortcut.ts'

/** A key that works anywhere on the page, unless a dialog is open. */
export function useShortcut(shortcut: string, run: () => void): void {
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event, shortcut) || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  })
}
