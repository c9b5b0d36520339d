import { useEffect, useState } from 'react'
import { Apart } from '../parts/apart.tsx'
import { SwitcherDialog } from './finding.tsx'

/** Goes to another document by Ctrl+K or ⌘K, wherever nothing else wants these keys: with words selected they make a link. */
export function Switcher() {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    // At the window, after all others.
    const onKeyDown = (event: KeyboardEvent) => {
      const pressed = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
      if (!pressed || event.altKey || event.shiftKey || event.isComposing || event.defaultPrevented) return
      event.preventDefault()
      setOpen(shown => !shown)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  if (!open) return null
  return (
    <Apart>
      <SwitcherDialog close={() => setOpen(false)} />
    </Apart>
  )
}
