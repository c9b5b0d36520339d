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
    colorFrame(theme)
  }
  apply()
  keptTheme.subscribe(apply)
}

/** The window around an installed app takes its colour from the page: of the chosen theme, whatever the system's. */
function colorFrame(theme: Theme): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const { scheme } = meta.dataset
    if (theme === 'system') meta.media = `(prefers-color-scheme: ${scheme})`
    else meta.media = scheme === theme ? 'all' : 'not all'
  }
}
