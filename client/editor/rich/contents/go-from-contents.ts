import { goToHeading, type Heading } from '../../outline/index.ts'
import type { QuireEditor } from '../../types.ts'
import { goneTo } from './contents-plugin.ts'

/** Who writes goes on at the heading; to who only reads, it is the heading that has the focus. */
export function goFromContents(editor: QuireEditor, heading: Heading, list: HTMLElement): void {
  const { view } = editor
  // On a phone the keyboard would cover what one wants to see.
  const takesFocus = view.editable && matchMedia('(pointer: fine)').matches
  // The style sheet knows what covers the top of the page. Said of the headings, it would count whenever one writes in them.
  const height = Number.parseFloat(getComputedStyle(list).scrollMarginTop) || 0
  goToHeading(editor, heading, { height, takesFocus })
  if (view.editable) return
  view.dispatch(view.state.tr.setMeta(goneTo, heading.position))
  const element = view.nodeDOM(heading.position)
  if (element instanceof HTMLElement) element.focus({ preventScroll: true })
}
