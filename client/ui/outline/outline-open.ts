import * as v from 'valibot'
import { keep } from '../device/kept.ts'
import { cell } from '../parts/observable.ts'

export const outlineShortcut = 'Mod-Shift-o'

/** Where there is room beside the text; the same limit as in the style sheet. */
export const hasRoom = '(width >= 75rem)'

/** Beside the text it stays open, on this device. */
const beside = keep<boolean>('outline', v.boolean(), () => false)
/** Where it covers the text it is open for as long as one chooses. */
const above = cell(false)

export const outlineOpen = { beside, above }

export function toggleOutline(): void {
  const open = matchMedia(hasRoom).matches ? beside : above
  open.set(!open.get())
}

export function closeOutline(): void {
  const open = matchMedia(hasRoom).matches ? beside : above
  open.set(false)
}
