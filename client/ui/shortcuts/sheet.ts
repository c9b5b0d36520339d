import { cell } from '../parts/observable.ts'

/** Whether the sheet of keyboard shortcuts is open: anything in the app may open it. */
export const shortcutsOpen = cell(false)
