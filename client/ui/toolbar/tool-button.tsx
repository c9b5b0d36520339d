import type { ComponentProps, ReactNode } from 'react'
import { ariaShortcut, showShortcut } from './shortcut.ts'

export interface ToolButtonProps {
  label: string
  shortcut?: string
  /** For what is on or off; leave it out for what simply happens. */
  pressed?: boolean
  disabled?: boolean
  /** Where it is a stop of its own, and no part of a toolbar. */
  tabIndex?: 0
  run: () => void
  children: ReactNode
}

/** Disabled, it keeps its place in the order of arrow keys: a toolbar whose stops vanish is hard to learn. */
export function ToolButton(props: ToolButtonProps) {
  const { label, shortcut, pressed, disabled = false, tabIndex = -1, run, children } = props
  return (
    <button
      type="button"
      className="tool"
      data-stop={tabIndex === -1 || undefined}
      tabIndex={tabIndex}
      aria-label={label}
      aria-pressed={pressed}
      aria-disabled={disabled || undefined}
      aria-keyshortcuts={shortcut && ariaShortcut(shortcut)}
      data-tip={tip(label, shortcut)}
      onClick={() => !disabled && run()}
    >
      {children}
    </button>
  )
}

interface TriggerOptions extends ComponentProps<'button'> {
  [data: `data-${string}`]: string | undefined
  /** What it opens, which is fetched as soon as somebody reaches for it. */
  opens?: { prefetch: () => void }
}

/** The button of a popover as one of the tools: arrow keys stop at it, and its label is its tip where no other is given. */
export function toolTrigger(
  label: string,
  children: ReactNode,
  { className, opens, ...more }: TriggerOptions = {},
): ComponentProps<'button'> {
  const ofTool = { 'data-stop': true, 'data-tip': tip(label) }
  return {
    'aria-label': label,
    tabIndex: -1,
    onPointerEnter: opens?.prefetch,
    onFocus: opens?.prefetch,
    ...ofTool,
    ...more,
    className: className === undefined ? 'tool' : `tool ${className}`,
    children,
  }
}

export function tip(label: string, shortcut?: string): string {
  return shortcut === undefined ? label : `${label}  ${showShortcut(shortcut)}`
}
