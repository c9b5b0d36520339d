import Check from 'lucide-react/icons/check'
import ChevronDown from 'lucide-react/icons/chevron-down'
import { type ReactNode, useRef } from 'react'
import { Popover } from '../parts/popover.tsx'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'

export interface Choice {
  key: string
  label: string
  chosen: boolean
  choose: () => void
}
/** What one can do besides choosing; apart from the choices. */
export interface Deed {
  key: string
  label: string
  icon: ReactNode
  tone?: 'bad'
  run: () => void
}

interface RoleMenuProps {
  /** What the menu is about: "Role of Ann". */
  label: string
  /** What stands on the button. */
  value: string
  choices: readonly Choice[]
  deeds?: readonly Deed[]
  /** Where the focus comes back to, when what the menu led to is over. */
  name: string
}

export function RoleMenu({ label, value, choices, deeds = [], name }: RoleMenuProps) {
  return (
    <Popover
      label={label}
      role="menu"
      width={248}
      trigger={{
        className: 'role-button',
        'aria-label': `${label}: ${value}`,
        ...{ 'data-role-menu': name },
        children: (
          <>
            <span>{value}</span>
            <ChevronDown />
          </>
        ),
      }}
    >
      {close => <Items choices={choices} deeds={deeds} close={close} />}
    </Popover>
  )
}

function Items({
  choices,
  deeds,
  close,
}: {
  choices: readonly Choice[]
  deeds: readonly Deed[]
  close: () => void
}) {
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  const after = (run: () => void) => () => {
    close()
    run()
  }
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      {choices.map(({ key, label, chosen, choose }) => (
        <button
          key={key}
          type="button"
          role="menuitemradio"
          className="menu-item"
          data-stop
          data-autofocus={chosen || undefined}
          tabIndex={chosen ? 0 : -1}
          aria-checked={chosen}
          onClick={after(choose)}
        >
          <span>{label}</span>
          {chosen && <Check className="menu-check" />}
        </button>
      ))}
      {deeds.length > 0 && <hr className="menu-line" />}
      {deeds.map(({ key, label, icon, tone, run }) => (
        <button
          key={key}
          type="button"
          role="menuitem"
          className="menu-item"
          data-tone={tone}
          data-stop
          tabIndex={-1}
          onClick={after(run)}
        >
          {icon}
          <span>{label}</span>
        </button>
      ))}
    </div>
  )
}
