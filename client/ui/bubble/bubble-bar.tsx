import Bold from 'lucide-react/icons/bold'
import Code from 'lucide-react/icons/code'
import Highlighter from 'lucide-react/icons/highlighter'
import Italic from 'lucide-react/icons/italic'
import Strikethrough from 'lucide-react/icons/strikethrough'
import Underline from 'lucide-react/icons/underline'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { freeSpace } from '../document/free-space.ts'
import { LinkButton } from '../toolbar/link-button.tsx'
import { run, toggleMark } from '../toolbar/run.ts'
import { useSelection } from '../toolbar/selection.ts'
import { ToolButton } from '../toolbar/tool-button.tsx'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'

const marks = [
  { name: 'bold', text: 'bold', shortcut: 'Mod-b', icon: <Bold /> },
  { name: 'italic', text: 'italic', shortcut: 'Mod-i', icon: <Italic /> },
  { name: 'underline', text: 'underline', shortcut: 'Mod-u', icon: <Underline /> },
  { name: 'strike', text: 'strike', shortcut: 'Mod-Shift-s', icon: <Strikethrough /> },
  { name: 'code', text: 'inlineCode', shortcut: 'Mod-e', icon: <Code /> },
] as const

export function BubbleBar({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  const bar = useRef<HTMLDivElement>(null)
  const selection = useSelection(editor)
  const roving = useRovingFocus(bar, { back: 'ArrowLeft', forward: 'ArrowRight' })
  usePlace(bar, editor)
  useKeys(bar, editor)
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('bubble.label')}
      aria-controls="text"
      className="bubble"
      // The selection stays while a mouse presses a button here; fields in a panel want the focus.
      onMouseDown={event => {
        if (event.target instanceof Element && event.target.closest('[popover]') === null)
          event.preventDefault()
      }}
      {...roving}
    >
      {marks.map(({ name, text, shortcut, icon }) => (
        <ToolButton
          key={name}
          label={t(`toolbar.${text}`)}
          shortcut={shortcut}
          pressed={selection.marks[name]}
          run={() => run(editor, commands => toggleMark(commands, name))}
        >
          {icon}
        </ToolButton>
      ))}
      <ToolButton
        label={t('toolbar.highlight')}
        shortcut="Mod-Shift-h"
        pressed={selection.highlight !== undefined}
        run={() => run(editor, commands => commands.toggleHighlight())}
      >
        <Highlighter />
      </ToolButton>
      <LinkButton editor={editor} selection={selection} />
    </div>
  )
}

/** Alt+F10 comes here first, and goes on to the toolbar from here; Escape goes back to the text. */
function useKeys(bar: RefObject<HTMLElement | null>, editor: QuireEditor): void {
  useEffect(() => {
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

/** Above the first selected line, or below the last one; where neither can be seen whole, nowhere. */
function usePlace(bar: RefObject<HTMLElement | null>, editor: QuireEditor): void {
  useLayoutEffect(() => {
    let frame: number | undefined
    const place = () => {
      frame = undefined
      if (bar.current !== null && !editor.isDestroyed) placeBeside(bar.current, editor)
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
  }, [bar, editor])
}

function placeBeside(bar: HTMLElement, { view }: QuireEditor): void {
  const { from, to } = view.state.selection
  const first = view.coordsAtPos(from, 1)
  const last = view.coordsAtPos(to, -1)
  const { top, bottom } = freeSpace(view.dom)
  const { width, height } = bar.getBoundingClientRect()
  const above = first.top - gap - height
  const below = last.bottom + gap
  const isAbove = above >= top && first.bottom <= bottom
  const isBelow = below + height <= bottom && last.top >= top
  bar.style.visibility = isAbove || isBelow ? 'visible' : 'hidden'
  const isOneLine = Math.abs(first.top - last.top) < 4
  const middle = isOneLine ? (first.left + last.right) / 2 : isAbove ? first.left + width / 2 : last.right
  bar.style.top = `${isAbove ? above : below}px`
  bar.style.left = `${Math.max(margin, Math.min(middle - width / 2, innerWidth - width - margin))}px`
}
