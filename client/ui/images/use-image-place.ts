import { type RefObject, useLayoutEffect } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { freeSpace } from '../document/free-space.ts'

const gap = 8
const margin = 12

/** Above the image; at the top of what is seen of one that goes on above; nowhere while the focus is elsewhere, or no image in sight. */
export function useImagePlace(
  bar: RefObject<HTMLElement | null>,
  editor: QuireEditor,
  position: number,
): void {
  useLayoutEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    let frame: number | undefined
    const place = () => {
      frame = undefined
      if (bar.current !== null && !editor.isDestroyed) placeAbove(bar.current, editor, position)
    }
    const soon = () => {
      frame ??= requestAnimationFrame(place)
    }
    place()
    editor.on('transaction', soon)
    addEventListener('resize', soon, { signal })
    addEventListener('scroll', soon, { signal, passive: true })
    document.addEventListener('focusin', soon, { signal })
    document.addEventListener('load', soon, { signal, capture: true })
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      listening.abort()
      editor.off('transaction', soon)
    }
  }, [bar, editor, position])
}

function placeAbove(bar: HTMLElement, editor: QuireEditor, position: number): void {
  const drawn = editor.view.nodeDOM(position)
  const image = drawn instanceof HTMLElement ? drawn.querySelector('.image-frame') : null
  if (image === null) return
  const { left, right, top, bottom } = image.getBoundingClientRect()
  const free = freeSpace(editor.view.dom)
  const { width, height } = bar.getBoundingClientRect()
  const isInSight = bottom > free.top && top < free.bottom
  bar.style.visibility = isInSight && !isElsewhere(bar, editor) ? 'visible' : 'hidden'
  const above = top - gap - height
  bar.style.top = `${above >= free.top ? above : Math.min(Math.max(top, free.top) + gap, free.bottom - height - gap)}px`
  bar.style.left = `${Math.max(margin, Math.min((left + right - width) / 2, innerWidth - width - margin))}px`
}

/** In another field of the page: what is selected in the text is not what one is about. */
function isElsewhere(bar: HTMLElement, { view }: QuireEditor): boolean {
  const { activeElement: at } = document
  return (
    at !== null &&
    at !== document.body &&
    !view.dom.contains(at) &&
    !bar.contains(at) &&
    at.closest('.toolbar') === null
  )
}
