import Check from 'lucide-react/icons/check'
import { type ReactNode, useRef } from 'react'
import { ariaShortcut, showShortcut } from './shortcut.ts'
import { useRovingFocus } from './use-roving-focus.ts'

export interface MenuItem {
  label: string
  icon?: ReactNode
  /** What it is for, in a line below. */
  hint?: string
  shortcut?: string
  /** For what is on or off; leave it out for what simply happens. */
  chosen?: boolean
  /** Of the items that are on or off, one is on. */
  isOneOf?: boolean
  disabled?: boolean
  tone?: 'bad'
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

/** A menu of nothing but items. */
export function MenuItems({ items, close, fromTop = false }: MenuItemsProps) {
  const first = Math.max(0, fromTop ? 0 : items.findIndex(({ chosen, isOneOf }) => chosen && isOneOf))
  return (
    <Menu>
      {items.map((item, index) => (
        <MenuButton key={item.label} {...item} isFirst={index === first} close={close} />
      ))}
    </Menu>
  )
}

/** What a popover holds whose role is `menu`: arrows move. */
export function Menu({ children }: { children: ReactNode }) {
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      {children}
    </div>
  )
}

interface MenuButtonProps extends MenuItem {
  /** The focus begins here. */
  isFirst?: boolean
  close: () => void
}

/** Enter chooses, and the menu closes before anything happens. */
export function MenuButton({ isFirst = false, close, ...item }: MenuButtonProps) {
  const { label, icon, hint, shortcut, chosen, isOneOf, disabled, tone, isParted, staysOpen, run } = item
  return (
    <button
      type="button"
      {...{ role: roleOf(chosen, isOneOf), 'aria-checked': chosen }}
      className="menu-item"
      data-tone={tone}
      data-parted={isParted}
      data-stop
      data-autofocus={isFirst || undefined}
      tabIndex={isFirst ? 0 : -1}
      aria-disabled={disabled || undefined}
      aria-keyshortcuts={shortcut && ariaShortcut(shortcut)}
      onClick={() => {
        if (disabled) return
        if (!staysOpen) close()
        run()
      }}
    >
      {icon}
      <span>
        {label}
        {hint && <span className="menu-hint">{hint}</span>}
      </span>
      {chosen ? <Check className="menu-check" /> : shortcut && <kbd>{showShortcut(shortcut)}</kbd>}
    </button>
  )
}

function roleOf(chosen: boolean | undefined, isOneOf = false) {
  if (chosen === undefined) return 'menuitem'
  return isOneOf ? 'menuitemradio' : 'menuitemcheckbox'
}
