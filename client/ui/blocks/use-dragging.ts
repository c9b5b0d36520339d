import { type PointerEvent as ReactPointerEvent, type RefObject, useRef } from 'react'
import { holdBlocks, moveRange, selectBlock } from '../../editor/blocks/index.ts'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { freeSpace } from '../document/free-space.ts'
import { dropAt } from './drawn-blocks.ts'

/** From so many pixels on, a press is a drag. */
const threshold = 4
/** So near to the text's edges the page scrolls along, by so many pixels a frame. */
const edge = 48
const speed = 10

/** Lets a handle take its block along, by pointer; a line shows where it would come to stand. */
export function useDragging(
  editor: QuireEditor,
  line: RefObject<HTMLElement | null>,
  index: () => number | undefined,
) {
  const dragged = useRef(false)
  return {
    hasDragged: () => dragged.current,
    onMouseDown: (event: React.MouseEvent) => event.preventDefault(),
    onPointerDown(event: ReactPointerEvent<HTMLElement>) {
      dragged.current = false
      const at = index()
      if (event.button !== 0 || at === undefined) return
      const from = event.clientY
      const handle: HTMLElement = event.currentTarget
      const drag = startDrag(editor, line, handle)
      const end = new AbortController()
      const { signal } = end
      handle.setPointerCapture(event.pointerId)
      handle.addEventListener(
        'pointermove',
        ({ clientY }) => {
          if (!dragged.current && Math.abs(clientY - from) < threshold) return
          if (!dragged.current) drag.begin(at)
          dragged.current = true
          drag.to(clientY)
        },
        { signal },
      )
      const finish = (drops: boolean) => {
        end.abort()
        if (dragged.current) drag.end(drops)
      }
      handle.addEventListener('pointerup', () => finish(true), { signal })
      handle.addEventListener('pointercancel', () => finish(false), { signal })
      document.addEventListener('keydown', ({ key }) => key === 'Escape' && finish(false), {
        signal,
        capture: true,
      })
    },
  }
}

function startDrag(editor: QuireEditor, line: RefObject<HTMLElement | null>, handle: HTMLElement) {
  let held: ReturnType<typeof holdBlocks> | undefined
  let target: number | undefined
  let lastY = 0
  let frame: number | undefined
  const look = () => {
    const drop = dropAt(editor, lastY)
    target = drop?.index
    if (line.current === null) return
    line.current.hidden = drop === undefined
    const sheet = line.current.parentElement?.getBoundingClientRect()
    if (drop && sheet) line.current.style.top = `${drop.y - sheet.top}px`
  }
  const scroll = () => {
    const { top, bottom } = freeSpace(editor.view.dom)
    const by = lastY < top + edge ? -speed : lastY > bottom - edge ? speed : 0
    if (by !== 0) scrollBy({ top: by })
    look()
    frame = requestAnimationFrame(scroll)
  }
  return {
    begin(index: number) {
      selectBlock(editor, index)
      held = holdBlocks(editor)
      handle.classList.add('is-dragging')
      editor.view.dom.classList.add('is-moving')
      frame = requestAnimationFrame(scroll)
    },
    to(y: number) {
      lastY = y
      look()
    },
    end(drops: boolean) {
      if (frame !== undefined) cancelAnimationFrame(frame)
      handle.classList.remove('is-dragging')
      editor.view.dom.classList.remove('is-moving')
      if (line.current !== null) line.current.hidden = true
      const range = held?.()
      if (drops && range !== undefined && target !== undefined) moveRange(editor, range, target)
      focusText(editor)
    },
  }
}
