import User from 'lucide-react/icons/user'
import type { CSSProperties } from 'react'
import { initials } from '../format/initials.ts'

/** A picture of a name; who it is stands beside it, or in the accessible name of what contains it. */
export function Avatar({ name, color }: { name: string; color: string }) {
  const style: CSSProperties & { '--person': string } = { '--person': color }
  const letters = initials(name)
  // Letters of a picture, not text: nobody reads them out, or takes them for the button's label.
  return (
    <span className="avatar" style={style} data-initials={letters || undefined} aria-hidden="true">
      {letters === '' && <User />}
    </span>
  )
}
