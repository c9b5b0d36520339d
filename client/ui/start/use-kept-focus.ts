import { type FocusEvent, useEffect, useLayoutEffect, useRef } from 'react'

/** A line that goes takes the focus with it: whoever is there by keyboard goes on with the one that takes its place. `lines` changes
 *  whenever there are others. */
export function useKeptFocus(lines: readonly unknown[]) {
  const list = useRef<HTMLUListElement>(null)
  const place = useRef<number>(undefined)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks whenever the lines are others.
  useLayoutEffect(() => {
    if (place.current === undefined || !isLost()) return
    const items = [...(list.current?.children ?? [])]
    const next = items[Math.min(place.current, items.length - 1)]
    const target = next?.querySelector<HTMLElement>('button, a')
    if (target == null) focusBeginning()
    else target.focus()
  }, [lines])
  useEffect(
    () => () => {
      // The last line went, and the list with it.
      if (place.current !== undefined) queueMicrotask(() => isLost() && focusBeginning())
    },
    [],
  )
  return {
    ref: list,
    onFocus: ({ target }: FocusEvent) => {
      place.current = [...(list.current?.children ?? [])].findIndex(item => item.contains(target))
    },
    onBlur: ({ relatedTarget }: FocusEvent) => {
      // What is removed loses the focus to nobody.
      if (relatedTarget !== null) place.current = undefined
    },
  }
}

const isLost = (): boolean => document.activeElement === document.body

function focusBeginning(): void {
  document.querySelector<HTMLElement>('.new-document .button')?.focus()
}
