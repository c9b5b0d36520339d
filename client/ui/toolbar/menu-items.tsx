import Check from 'lucide-react/icons/check'
import { useRef } from 'react'
import { ariaShortcut, showShortcut } from './shortcut.ts'
import { useRovingFocus } from './use-roving-focus.ts'

export interface MenuItem {
  label: string
  icon: React.ReactNode
  shortcut?: string
  /** For what is on or off; leave it out for what simply happens. */
  chosen?: boolean
  /** Of the items that are on or off, one is on. */
  isOneOf?: boolean
  disabled?: boolean
  /** A line above it begins another group. */
  isParted?: boolean
  /** It may be wanted several times, one after the other. */
  staysOpen?: boolean
  run: () => void
}

interface MenuItemsProps {
  items: readonly MenuItem[]
  close: () => void
  /** It begins with its first item, whichever is chosen. */
  fromTop?: boolean
}

/** The items of a menu in a popover: arrows move, Enter chooses, and the menu closes before anything happens. */
export function MenuItems({ items, close, fromTop = false }: MenuItemsProps) {
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  const first = Math.max(0, fromTop ? 0 : items.findIndex(({ chosen, isOneOf }) => chosen && isOneOf))
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      {items.map(({ label, icon, shortcut, chosen, isOneOf, disabled, isParted, staysOpen, run }, index) => (
        <button
          key={label}
          type="button"
          {...{ role: roleOf(chosen, isOneOf), 'aria-checked': chosen }}
          className="menu-item"
          data-parted={isParted}
          data-stop
          data-autofocus={index === first || undefined}
          tabIndex={index === first ? 0 : -1}
          aria-disabled={disabled || undefined}
          aria-keyshortcuts={shortcut && ariaShortcut(shortcut)}
          onClick={() => {
            if (disabled) return
            if (!staysOpen) close()
            run()
          }}
        >
          {icon}
          <span>{label}</span>
          {chosen ? <Check className="menu-check" /> : shortcut && <kbd>{showShortcut(shortcut)}</kbd>}
        </button>
      ))}
    </div>
  )
}

function roleOf(chosen: boolean | undefined, isOneOf = false) {
  if (chosen === undefined) return 'menuitem'
  return isOneOf ? 'menuitemradio' : 'menuitemcheckbox'
}
