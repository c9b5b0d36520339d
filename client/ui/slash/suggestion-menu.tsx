import { type ReactNode, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { QuireEditor, TypedQuery } from '../../editor/index.ts'
import { isComposing } from '../../editor/is-composing.ts'
import { freeSpace } from '../document/free-space.ts'

export interface Suggestion {
  /** A React key, and a part of an element's id. */
  id: string
  icon: ReactNode
  name: string
  /** Is chosen while there is nothing better, and not beside what comes later. */
  givesWay?: boolean
  /** What else is worth saying, beside the name. */
  hint?: ReactNode
}

interface SuggestionMenuProps<Item extends Suggestion> {
  editor: QuireEditor
  /** What was typed, and where. */
  typed: TypedQuery
  label: string
  items: readonly Item[]
  choose: (item: Item) => void
  dismiss: (editor: QuireEditor) => void
}

/**
 * A listbox beside the text. The focus stays in the text, which names the option that Enter chooses.
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function SuggestionMenu<Item extends Suggestion>(props: SuggestionMenuProps<Item>) {
  const { editor, typed, label, items, choose, dismiss } = props
  const { query } = typed
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const [at, move] = useChoice(query, items)
  const active = items[at]
  const optionId = (item: Suggestion) => `${id}${item.id}`

  usePlace(list, editor, typed, items.length)
  useNamedByText(editor, id, active && optionId(active))
  useDismissal(editor, list, dismiss)
  useKeys(editor, event => {
    if (event.key === 'Escape') dismiss(editor)
    else if (active === undefined) return false
    else if (event.key === 'Enter') choose(active)
    else if (event.key === 'ArrowDown') move((at + 1) % items.length)
    else if (event.key === 'ArrowUp') move((at - 1 + items.length) % items.length)
    else return false
    return true
  })
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  if (items.length === 0) return null
  return (
    <div ref={list} id={id} role="listbox" aria-label={label} className="slash-menu menu" tabIndex={-1}>
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the text, which has the focus.
        <div
          key={item.id}
          id={optionId(item)}
          role="option"
          tabIndex={-1}
          className="menu-item"
          aria-selected={index === at}
          // The caret stays in the text.
          onMouseDown={event => event.preventDefault()}
          onMouseMove={() => index !== at && move(index)}
          onClick={() => choose(item)}
        >
          {item.icon}
          <span>{item.name}</span>
          {item.hint}
        </div>
      ))}
    </div>
  )
}

/** Which of the items is chosen: the first, until one moves on. It stays the same one, whatever comes into the list before it. */
function useChoice(query: string, items: readonly Suggestion[]): [at: number, move: (to: number) => void] {
  const [chosen, setChosen] = useState<{ query: string; id: string; at: number; isMoved: boolean }>()
  const known = chosen?.query === query ? chosen : undefined
  const found = items.findIndex(({ id }) => id === known?.id)
  const isMoved = known?.isMoved === true
  const stays = found >= 0 && (isMoved || items[found]?.givesWay !== true)
  const at = stays ? found : isMoved ? Math.min(known?.at ?? 0, items.length - 1) : 0
  const id = items[at]?.id
  if (id !== undefined && (known?.id !== id || known.at !== at)) setChosen({ query, id, at, isMoved })
  return [at, to => setChosen({ query, id: items[to]?.id ?? '', at: to, isMoved: true })]
}

/** Keys reach the menu before the text. During a composition they are the input method's. */
function useKeys(editor: QuireEditor, take: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(take)
  useLayoutEffect(() => {
    latest.current = take
  })
  // With the first thing that is seen of the menu: the next key may be the one that is meant for it.
  useLayoutEffect(() => {
    const { dom } = editor.view
    const onKeyDown = (event: KeyboardEvent) => {
      if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
      if (!latest.current(event)) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    dom.addEventListener('keydown', onKeyDown, { capture: true })
    return () => dom.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [editor])
}

/** Tells screen readers which option is chosen, though the focus is in the text. */
function useNamedByText(editor: QuireEditor, list: string, option: string | undefined): void {
  useLayoutEffect(() => {
    const { dom } = editor.view
    const attributes = { 'aria-controls': list, 'aria-autocomplete': 'list', 'aria-activedescendant': option }
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && option !== undefined) dom.setAttribute(name, value)
    }
    return () => {
      for (const name of Object.keys(attributes)) dom.removeAttribute(name)
    }
  }, [editor, list, option])
}

/** Who goes elsewhere, or presses elsewhere, did not mean the menu. */
function useDismissal(
  editor: QuireEditor,
  list: RefObject<HTMLElement | null>,
  dismiss: (editor: QuireEditor) => void,
): void {
  useEffect(() => {
    let frame: number | undefined
    // A composition that is committed loses the focus and has it back at once.
    const onBlur = () => {
      frame = requestAnimationFrame(() => editor.view.hasFocus() || dismiss(editor))
    }
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !list.current?.contains(event.target)) dismiss(editor)
    }
    editor.on('blur', onBlur)
    document.addEventListener('pointerdown', onPress)
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      editor.off('blur', onBlur)
      document.removeEventListener('pointerdown', onPress)
    }
  }, [editor, list, dismiss])
}

const gap = 6
const margin = 12
const highest = 336

/** Below the sign, or above it where there is more room; never over the line itself. */
function usePlace(
  list: RefObject<HTMLElement | null>,
  editor: QuireEditor,
  { from }: TypedQuery,
  count: number,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: with other options, the menu is as high as they are.
  useLayoutEffect(() => {
    const place = () => {
      const { current } = list
      if (current === null || editor.isDestroyed) return
      const { top, bottom } = freeSpace(editor.view.dom)
      const line = editor.view.coordsAtPos(from)
      const below = bottom - line.bottom - gap - margin
      const above = line.top - top - gap - margin
      const isBelow = below >= Math.min(highest, current.scrollHeight) || below >= above
      const room = Math.max(80, Math.min(highest, isBelow ? below : above))
      current.style.maxHeight = `${room}px`
      const { width, height } = current.getBoundingClientRect()
      current.style.top = `${isBelow ? line.bottom + gap : line.top - gap - height}px`
      const start = isRightToLeft(editor, from) ? line.right - width : line.left
      current.style.left = `${Math.max(margin, Math.min(start, innerWidth - width - margin))}px`
    }
    place()
    addEventListener('resize', place)
    addEventListener('scroll', place, { passive: true })
    window.visualViewport?.addEventListener('resize', place)
    return () => {
      removeEventListener('resize', place)
      removeEventListener('scroll', place)
      window.visualViewport?.removeEventListener('resize', place)
    }
  }, [list, editor, from, count])
}

function isRightToLeft({ view }: QuireEditor, position: number): boolean {
  const { node } = view.domAtPos(position)
  const element = node instanceof Element ? node : node.parentElement
  return element !== null && getComputedStyle(element).direction === 'rtl'
}
