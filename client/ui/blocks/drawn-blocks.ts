import { positionOf } from '../../editor/blocks/index.ts'
import type { QuireEditor } from '../../editor/index.ts'

/** The element of the block at a height of the window; undefined beside all blocks. */
export function blockAt({ view }: QuireEditor, y: number): HTMLElement | undefined {
  const { left, right } = view.dom.getBoundingClientRect()
  for (const x of [left + 2, (left + right) / 2]) {
    let element = document.elementFromPoint(x, y)
    while (element !== null && element.parentElement !== view.dom) element = element.parentElement
    if (element instanceof HTMLElement && indexOf(view, element) !== undefined) return element
  }
}

/** Which child of the document an element shows. */
export function indexOf(view: QuireEditor['view'], element: Element): number | undefined {
  if (element.parentElement !== view.dom) return undefined
  const { doc } = view.state
  const near = doc.resolve(Math.min(doc.content.size, Math.max(0, view.posAtDOM(element, 0)))).index(0)
  return [near, near - 1, near + 1].find(index => elementOf(view, index) === element)
}

export function elementOf(view: QuireEditor['view'], index: number): HTMLElement | undefined {
  const { doc } = view.state
  if (index < 0 || index >= doc.childCount) return undefined
  const drawn = view.nodeDOM(positionOf(doc, index))
  return drawn instanceof HTMLElement ? drawn : undefined
}

/** Between which blocks something would be dropped, and the height of that place in the window. */
export function dropAt(editor: QuireEditor, y: number): { index: number; y: number } | undefined {
  const { view } = editor
  const { top, bottom } = view.dom.getBoundingClientRect()
  // Between two blocks there is none: one of them is near.
  const element = [0, -14, 14, -28, 28]
    .map(by => blockAt(editor, Math.min(bottom - 2, Math.max(top + 2, y + by))))
    .find(found => found !== undefined)
  const index = element && indexOf(view, element)
  if (element === undefined || index === undefined) return undefined
  const box = element.getBoundingClientRect()
  const isAbove = y < box.top + box.height / 2
  const neighbour = nextShown(view, index, isAbove ? -1 : 1)
  const other = elementOf(view, neighbour)?.getBoundingClientRect()
  const edge = isAbove ? box.top : box.bottom
  const beyond = isAbove ? (other?.bottom ?? box.top - 8) : (other?.top ?? box.bottom + 8)
  return { index: isAbove ? index : neighbour, y: (edge + beyond) / 2 }
}

/** The next child that is not in a folded section: what is dropped under such a section comes behind what it hides. */
function nextShown(view: QuireEditor['view'], index: number, by: 1 | -1): number {
  let next = index + by
  while (elementOf(view, next)?.classList.contains('is-folded')) next += by
  return next
}
