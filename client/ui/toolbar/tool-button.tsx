import type { ReactNode } from 'react'
import { ariaShortcut, showShortcut } from './shortcut.ts'

export interface ToolButtonProps {
  label: string
  shortcut?: string
  /** For what is on or off; leave it out for what simply happens. */
  pressed?: boolean
  disabled?: boolean
  run: () => void
  children: ReactNode
}

/** Disabled, it keeps its place in the order of arrow keys: a toolbar whose stops vanish is hard to learn. */
export function ToolButton({ label, shortcut, pressed, disabled = false, run, children }: ToolButtonProps) {
  return (
    <button
      type="button"
      className="tool"
      data-stop
      tabIndex={-1}
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

export function tip(label: string, shortcut?: string): string {
  return shortcut === undefined ? label : `${label}  ${showShortcut(shortcut)}`
}
