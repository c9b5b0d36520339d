import { type RefObject, useLayoutEffect } from 'react'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { freeSpace } from '../document/free-space.ts'

/** Alt+F10 comes here first, and goes on to the toolbar from here; Escape goes back to the text. */
export function useFloatingKeys(bar: RefObject<HTMLElement | null>, editor: QuireEditor): void {
  // As soon as the bar is seen: who sees it presses the key.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { current } = bar
      if (current === null) return
      const isHere = current.contains(document.activeElement)
      const inPanel = event.target instanceof Element && event.target.closest('[popover]') !== null
      if (event.key === 'F10' && event.altKey && !isHere) {
        current.querySelector<HTMLElement>('[data-stop][tabindex="0"]')?.focus()
      } else if (event.key === 'Escape' && isHere && !inPanel) {
        focusText(editor)
      } else {
        return
      }
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    document.addEventListener('keydown', onKeyDown, { capture: true })
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [bar, editor])
}

const gap = 8
const margin = 12

/** Where a bar floats: beside which range, and on which side of it where both can be seen. */
export interface Floating {
  range: (editor: QuireEditor) => { from: number; to: number }
  side: 'above' | 'below'
}

/** Above a range's first line or below its last one; where neither can be seen whole, nowhere. `floating` stays the same object. */
export function useFloatingPlace(
  bar: RefObject<HTMLElement | null>,
  editor: QuireEditor,
  floating: Floating,
): void {
  useLayoutEffect(() => {
    let frame: number | undefined
    const place = () => {
      frame = undefined
      if (bar.current !== null && !editor.isDestroyed) placeBeside(bar.current, editor, floating)
    }
    const soon = () => {
      frame ??= requestAnimationFrame(place)
    }
    place()
    editor.on('transaction', soon)
    addEventListener('resize', soon)
    addEventListener('scroll', soon, { passive: true })
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      editor.off('transaction', soon)
      removeEventListener('resize', soon)
      removeEventListener('scroll', soon)
    }
  }, [bar, editor, floating])
}

function placeBeside(bar: HTMLElement, editor: QuireEditor, { range, side }: Floating): void {
  const { view } = editor
  const { from, to } = range(editor)
  const first = view.coordsAtPos(from, 1)
  const last = view.coordsAtPos(to, -1)
  const { top, bottom } = freeSpace(view.dom)
  const { width, height } = bar.getBoundingClientRect()
  const above = first.top - gap - height
  const below = last.bottom + gap
  const fitsAbove = above >= top && first.bottom <= bottom
  const fitsBelow = below + height <= bottom && last.top >= top
  const isAbove = fitsAbove && (side === 'above' || !fitsBelow)
  bar.style.visibility = fitsAbove || fitsBelow ? 'visible' : 'hidden'
  const isOneLine = Math.abs(first.top - last.top) < 4
  const middle = isOneLine ? (first.left + last.right) / 2 : isAbove ? first.left + width / 2 : last.right
  bar.style.top = `${isAbove ? above : below}px`
  bar.style.left = `${Math.max(margin, Math.min(middle - width / 2, innerWidth - width - margin))}px`
}
