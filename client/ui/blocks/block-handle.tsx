import Grip from 'lucide-react/icons/grip-vertical'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { moveBlocks, selectBlock } from '../../editor/blocks/index.ts'
import { describeSelection, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { Popover } from '../parts/popover.tsx'
import { BlockMenuItems } from '../toolbar/block-menu-items.tsx'
import { blockTypeOf } from '../toolbar/block-types.ts'
import { isBlockKey } from './blocks.tsx'
import { blockAt, elementOf, indexOf } from './drawn-blocks.ts'
import { useDragging } from './use-dragging.ts'

interface BlockHandleProps {
  editor: QuireEditor
  /** What it came for. */
  first: PointerEvent | KeyboardEvent
  /** It is there, and listens to keys by itself. */
  ready: RefObject<boolean>
}

/** Beside the block under the mouse: pressed, it opens the block's menu; dragged, it takes the block along. */
export function BlockHandle({ editor, first, ready }: BlockHandleProps) {
  const { t } = useTranslation('blocks')
  const place = useRef<HTMLDivElement>(null)
  const line = useRef<HTMLDivElement>(null)
  const shown = useRef<HTMLElement>(undefined)
  useFollowing(editor, place, shown, first)
  useLayoutEffect(() => {
    ready.current = true
    return () => {
      ready.current = false
    }
  }, [ready])
  const dragging = useDragging(editor, line, () => shown.current && indexOf(editor.view, shown.current))
  return (
    <>
      <div ref={place} className="block-handle" hidden>
        <Popover
          label={t('block.menu')}
          role="menu"
          width={264}
          align="start"
          trigger={{
            className: 'block-handle-button',
            'aria-label': t('block.menu'),
            'aria-keyshortcuts': 'Control+Alt+B',
            tabIndex: -1,
            title: t('block.handle'),
            children: <Grip />,
            onMouseDown: dragging.onMouseDown,
            onPointerDown: dragging.onPointerDown,
            onClick(event) {
              const index = shown.current && indexOf(editor.view, shown.current)
              if (dragging.hasDragged() || index === undefined) event.preventDefault()
              else selectBlock(editor, index)
            },
          }}
        >
          {close => (
            <BlockMenuItems
              editor={editor}
              chosen={blockTypeOf(describeSelection(editor))}
              close={close}
              actionsFirst
            />
          )}
        </Popover>
      </div>
      <div ref={line} className="block-drop-line" hidden />
    </>
  )
}

/** Stands beside the block under the mouse, and goes while one writes. */
function useFollowing(
  editor: QuireEditor,
  place: RefObject<HTMLElement | null>,
  shown: RefObject<HTMLElement | undefined>,
  first: Event,
): void {
  useLayoutEffect(() => {
    const { view } = editor
    const listening = new AbortController()
    const { signal } = listening
    const isBusy = () => place.current?.querySelector(':popover-open') != null
    const show = (element: HTMLElement | undefined) => {
      shown.current = element
      if (place.current === null) return
      place.current.hidden = element === undefined
      if (element !== undefined) placeBeside(place.current, element, view.dom)
    }
    const onMove = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse' || event.buttons > 0 || isBusy()) return
      const { left, right, top, bottom } = view.dom.getBoundingClientRect()
      const { clientX: x, clientY: y } = event
      const isNear = x > left - 56 && x < right + 24 && y > top - 4 && y < bottom + 4
      const element = isNear ? blockAt(editor, y) : undefined
      // Between two blocks it stays with the one that it was beside.
      if (element !== undefined || !isNear) show(element)
    }
    const onKey = (event: KeyboardEvent) => {
      if (isBlockKey(event) && editor.isFocused) {
        event.preventDefault()
        if (event.code !== 'KeyB') moveBlocks(editor, event.code === 'ArrowUp' ? -1 : 1)
        else openAtCaret(event)
      } else if (!isBusy() && view.hasFocus()) show(undefined)
    }
    const openAtCaret = (event: Event) => {
      event.stopPropagation()
      show(elementOf(view, view.state.selection.$from.index(0)))
      place.current?.querySelector('button')?.click()
    }
    const again = () => {
      if (shown.current?.isConnected === true) show(shown.current)
      else if (!isBusy()) show(undefined)
    }
    document.addEventListener('pointermove', onMove, { signal })
    document.addEventListener('keydown', onKey, { signal, capture: true })
    addEventListener('resize', again, { signal })
    editor.on('update', again)
    if (first instanceof KeyboardEvent) onKey(first)
    else if (first instanceof PointerEvent) onMove(first)
    return () => {
      listening.abort()
      editor.off('update', again)
    }
  }, [editor, place, shown, first])
}

const size = 24

/** At the block's first line, left of the text; where there is little room, at the window's edge. */
function placeBeside(handle: HTMLElement, block: HTMLElement, text: Element): void {
  const sheet = handle.offsetParent?.getBoundingClientRect()
  if (sheet === undefined) return
  const { top } = block.getBoundingClientRect()
  const edge = text.getBoundingClientRect()
  const style = getComputedStyle(block)
  const padding = Number.parseFloat(style.paddingTop) || 0
  const line = Number.parseFloat(style.lineHeight) || size
  const isReversed = style.direction === 'rtl' && getComputedStyle(text).direction === 'rtl'
  const x = isReversed ? Math.min(edge.right + 4, innerWidth - size - 2) : Math.max(2, edge.left - size - 8)
  handle.style.top = `${top - sheet.top + padding + (Math.min(line, 60) - size) / 2}px`
  handle.style.left = `${x - sheet.left}px`
}
