import { cell } from '../parts/observable.ts'
import { isApple } from '../toolbar/shortcut.ts'

/** What the bar is open for. */
export const findOpen = cell<'find' | 'replace' | undefined>(undefined)
/** How often it was asked for: each time the field takes the focus, and what is selected. */
export const findAsked = cell(0)

export function askToFind(what: 'find' | 'replace'): void {
  findOpen.set(what)
  findAsked.set(findAsked.get() + 1)
}

/** ⌘H hides the app on a Mac. */
export const replaceShortcut = isApple ? 'Mod-Alt-f' : 'Mod-h'
