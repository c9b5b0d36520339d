import ChevronDown from 'lucide-react/icons/chevron-down'
import type { ReactNode } from 'react'
import { Popover } from '../parts/popover.tsx'
import { Menu, MenuButton } from '../toolbar/menu-items.tsx'

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

interface ItemsProps {
  choices: readonly Choice[]
  deeds: readonly Deed[]
  close: () => void
}

function Items({ choices, deeds, close }: ItemsProps) {
  return (
    <Menu>
      {choices.map(({ key, label, chosen, choose }) => (
        <MenuButton key={key} {...{ label, chosen, close }} isOneOf isFirst={chosen} run={choose} />
      ))}
      {deeds.length > 0 && <hr className="menu-line" />}
      {deeds.map(({ key, ...deed }) => (
        <MenuButton key={key} {...deed} close={close} />
      ))}
    </Menu>
  )
}
