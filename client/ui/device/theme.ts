import * as v from 'valibot'
import { keep } from './kept.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const keptTheme = keep<Theme>('theme', v.picklist(themes), () => 'system')

/** Follows the kept choice from now on; `public/theme.js` has applied it before the first paint. */
export function followTheme(): void {
  const apply = () => {
    const theme = keptTheme.get()
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }
  apply()
  keptTheme.subscribe(apply)
}
