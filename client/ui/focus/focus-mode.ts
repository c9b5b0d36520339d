import { cell } from '../parts/observable.ts'

/** Nothing but the text is shown. It ends with the document, and with the page. */
export const focusMode = cell(false)

export const focusShortcut = 'Mod-Shift-f'
