import { TextSelection } from '@tiptap/pm/state'
import type { QuireEditor } from '../types.ts'
import type { Heading } from './outline.ts'

/** The index of the last heading that begins above a height in the window; -1 above the first one. */
export function headingAbove({ view }: QuireEditor, headings: readonly Heading[], height: number): number {
  let [low, high] = [0, headings.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const element = view.nodeDOM(headings[middle]?.position ?? 0)
    const top = element instanceof Element ? element.getBoundingClientRect().top : Number.POSITIVE_INFINITY
    if (top <= height) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Puts the caret at a heading's start, and the heading at a height in the window. */
export function goToHeading(
  { view }: QuireEditor,
  { position }: Heading,
  { height, takesFocus }: { height: number; takesFocus: boolean },
): void {
  const { doc, tr } = view.state
  const element = view.nodeDOM(position)
  if (doc.nodeAt(position) === null || !(element instanceof Element)) return
  if (takesFocus) view.focus()
  view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(position + 1))))
  scrollBy({ top: element.getBoundingClientRect().top - height, behavior: 'instant' })
}
