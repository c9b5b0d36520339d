import {
  type ComponentProps,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'
import { ErrorBoundary } from './error-boundary.tsx'

export interface PopoverProps {
  /** The panel's accessible name. */
  label: string
  role?: 'dialog' | 'menu'
  /** In pixels; the window's edge may make it narrower. */
  width: number
  /** Which edges of panel and trigger line up. */
  align?: 'start' | 'end'
  trigger: ComponentProps<'button'>
  /** Where the panel opens, if not at its button. */
  at?: () => DOMRect | undefined
  /** Rendered while open only, so it may be lazy. */
  children: (close: () => void) => ReactNode
}

/**
 * A button and its panel. The browser's own popover does the layering, Escape, the click outside and the way back of
 * the focus; here are the place, and the focus on the way in.
 */
export function Popover({
  label,
  role = 'dialog',
  width,
  align = 'end',
  trigger,
  at,
  children,
}: PopoverProps) {
  const { t } = useTranslation()
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const close = useCallback(() => {
    const hadFocus = panel.current?.contains(document.activeElement)
    panel.current?.hidePopover()
    // The browser takes the focus back from the outermost of panels in panels alone.
    if (hadFocus === true && button.current?.closest('[popover]') != null) button.current.focus()
  }, [])

  useEffect(() => {
    if (!open) return
    const again = () => place(at?.() ?? placeOf(button.current), panel.current, { width, align })
    // The browser's own Escape does not get past an editor that has the focus still.
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || isComposing(event)) return
      // A menu inside goes first, alone.
      if (panel.current?.querySelector(':popover-open') != null) return
      event.preventDefault()
      event.stopPropagation()
      close()
    }
    tellOfPanels(true)
    addEventListener('resize', again)
    addEventListener('keydown', closeOnEscape, { capture: true })
    return () => {
      tellOfPanels(document.querySelector('.popover:popover-open') !== null)
      removeEventListener('resize', again)
      removeEventListener('keydown', closeOnEscape, { capture: true })
    }
  }, [open, width, align, at, close])

  return (
    <>
      <button
        {...trigger}
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup={role}
        aria-expanded={open}
        aria-controls={id}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has a role, which the rule does not see. */}
      <div
        id={id}
        ref={panel}
        popover="auto"
        {...{ role, 'aria-label': label }}
        className="popover"
        tabIndex={-1}
        onBeforeToggle={event => {
          // React has it bubble, from a panel inside this one.
          if (event.target !== event.currentTarget || event.newState !== 'open') return
          // Before the browser shows it: it never appears empty, nor where it does not belong.
          // Who closes and opens it in one breath is here before the browser has told that it is closed: it opens anew, focus and all.
          flushSync(() => setOpen(false))
          flushSync(() => setOpen(true))
          place(at?.() ?? placeOf(button.current), panel.current, { width, align })
        }}
        // After the browser has hidden it: it gives the focus back only from what is still inside.
        onToggle={event => {
          if (event.target === event.currentTarget) setOpen(event.newState === 'open')
        }}
        onBlur={event => {
          const to = event.relatedTarget
          if (to instanceof Node && !event.currentTarget.contains(to) && to !== button.current) close()
        }}
      >
        {open && (
          <ErrorBoundary fallback={<p className="panel">{t('app.notFetched')}</p>}>
            <Suspense fallback={<div className="popover-loading" />}>
              <FocusInside panel={panel} />
              {children(close)}
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
    </>
  )
}

/** What stands in the way of a sheet hides while there is one. */
function tellOfPanels(areOpen: boolean): void {
  document.documentElement.toggleAttribute('data-panel', areOpen)
}

/** Stands beside lazy content, so it mounts with it. Leaves a focus alone that the content took itself. */
function FocusInside({ panel }: { panel: React.RefObject<HTMLElement | null> }) {
  useEffect(() => {
    // The browser shows the panel only after this; what is not shown takes no focus.
    const frame = requestAnimationFrame(() => {
      const { current } = panel
      if (current === null || current.contains(document.activeElement)) return
      const first = current.querySelector<HTMLElement>('[data-autofocus]')
      const target = first ?? current
      target.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [panel])
  return null
}

function placeOf(element: HTMLElement | null): DOMRect | undefined {
  return element === null ? undefined : anchorOf(element).getBoundingClientRect()
}

/** Below the trigger, or above it where there is more room. Phones ignore this: the style makes a sheet of it. */
function place(
  trigger: DOMRect | undefined,
  panel: HTMLElement | null,
  { width, align }: { width: number; align: 'start' | 'end' },
): void {
  if (trigger === undefined || panel === null) return
  const gap = 6
  const margin = 12
  const { left, right, top, bottom } = trigger
  const wished = align === 'start' ? left : right - width
  const below = innerHeight - bottom
  panel.style.setProperty('--width', `${width}px`)
  panel.style.setProperty('--left', `${Math.max(margin, Math.min(wished, innerWidth - width - margin))}px`)
  panel.style.setProperty('--top', below >= top ? `${bottom + gap}px` : 'auto')
  panel.style.setProperty('--bottom', below >= top ? 'auto' : `${innerHeight - top + gap}px`)
  panel.style.setProperty('--room', `${Math.max(below, top) - gap - margin}px`)
}

/** A button that is out of sight is pressed by a key: its panel is about what is selected. */
function anchorOf(trigger: HTMLElement): HTMLElement | Range {
  const selection = getSelection()
  const isHidden = getComputedStyle(trigger).visibility === 'hidden'
  return isHidden && selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : trigger
}
