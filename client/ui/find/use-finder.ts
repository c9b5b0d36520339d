import { type RefObject, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { type Finder, type Found, openFinder, type Query } from '../../editor/find/index.ts'
import type { QuireEditor } from '../../editor/index.ts'
import { freeSpace } from '../document/free-space.ts'

interface Finding {
  editor: QuireEditor
  query: Query
  finder: RefObject<Finder | undefined>
  bar: RefObject<HTMLElement | null>
}

const nothing: Found = { count: 0, at: 0, searching: false }
const noSubscription = () => () => {}
const nothingFound = () => nothing

export function useFinder({ editor, query, finder, bar }: Finding): Found {
  const [opened, setOpened] = useState<Finder>()
  useLayoutEffect(() => {
    const next = openFinder(editor, match => reveal(editor, bar.current, match))
    finder.current = next
    setOpened(next)
    return () => {
      finder.current = undefined
      next.close()
    }
  }, [editor, finder, bar])
  useEffect(() => opened?.search(query), [opened, query])
  return useSyncExternalStore(opened?.subscribe ?? noSubscription, opened?.get ?? nothingFound)
}

/** Scrolls only if the match is not in sight already: then to the middle of what can be seen. */
function reveal(
  { view }: QuireEditor,
  bar: HTMLElement | null,
  { from, to }: { from: number; to: number },
): void {
  const space = freeSpace(view.dom)
  const top = Math.max(space.top, bar?.getBoundingClientRect().bottom ?? 0)
  const [start, end] = [view.coordsAtPos(from, 1), view.coordsAtPos(to, -1)]
  if (start.top >= top && end.bottom <= space.bottom) return
  scrollBy({ top: start.top - (top + space.bottom) / 2, behavior: 'instant' })
}
