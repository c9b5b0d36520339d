import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { showFound } from '../view/found.ts'
import type { Match } from './find-in-node.ts'

/** How far beyond the window what was found is shown already, in pixels. */
const beyond = 800
/** A single block may hold any number. */
const mostShown = 2_000

/**
 * Shows those of the matches that are in sight, or nearly: each one costs an element. Returns undefined, and does
 * nothing, where just these are shown.
 */
export function highlight(
  view: EditorView,
  matches: readonly Match[],
  { current, shown }: { current: Match | undefined; shown: string },
): string {
  const { from, to } = rangeInSight(view)
  const start = firstFrom(matches, from)
  const visible: Match[] = []
  for (let at = start; at < matches.length && visible.length < mostShown; at++) {
    const match = matches[at]
    if (match === undefined || match.from > to) break
    visible.push(match)
  }
  const signature = [current?.from, ...visible.map(match => `${match.from}-${match.to}`)].join(' ')
  if (signature === shown) return shown
  const decorations = visible.map(match => {
    const isCurrent = match.from === current?.from
    return Decoration.inline(match.from, match.to, { class: isCurrent ? 'found found-current' : 'found' })
  })
  view.dispatch(showFound(view.state.tr, DecorationSet.create(view.state.doc, decorations)))
  return signature
}

/** The index of the first match that begins at a position or after it. */
export function firstFrom(matches: readonly Match[], position: number): number {
  let [low, high] = [0, matches.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((matches[middle]?.from ?? 0) < position) low = middle + 1
    else high = middle
  }
  return low
}

/** The blocks that can be seen, as positions. They stand below each other, so halving finds the first and the last. */
function rangeInSight(view: EditorView): { from: number; to: number } {
  const { children } = view.dom
  const firstBelow = (y: number) => {
    let [low, high] = [0, children.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((children[middle]?.getBoundingClientRect().bottom ?? 0) < y) low = middle + 1
      else high = middle
    }
    return children[low]
  }
  const [first, last] = [firstBelow(-beyond), firstBelow(innerHeight + beyond)]
  const { size } = view.state.doc.content
  return {
    from: first === undefined ? size : Math.max(0, view.posAtDOM(first, 0) - 1),
    to: last === undefined ? size : Math.min(size, view.posAtDOM(last, last.childNodes.length)),
  }
}
