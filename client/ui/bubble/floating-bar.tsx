import { type ReactNode, useRef } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { type Floating, useFloatingKeys, useFloatingPlace } from './use-floating.ts'

interface FloatingBarProps {
  editor: QuireEditor
  label: string
  /** Always the same object. */
  floating: Floating
  className: string
  children: ReactNode
}

/** A toolbar that floats beside what it is about. */
export function FloatingBar({ editor, label, floating, className, children }: FloatingBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(bar, { back: 'ArrowLeft', forward: 'ArrowRight' })
  useFloatingPlace(bar, editor, floating)
  useFloatingKeys(bar, editor)
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={label}
      aria-controls="text"
      className={className}
      // The selection stays while a mouse presses a button here; links and fields in a panel want the focus.
      onMouseDown={event => {
        if (event.target instanceof Element && event.target.closest('[popover], a') === null)
          event.preventDefault()
      }}
      {...roving}
    >
      {children}
    </div>
  )
}
