import { useLayoutEffect } from 'react'
import { Apart } from '../parts/apart.tsx'
import { useObservable } from '../parts/observable.ts'
import { SwitcherDialog } from './finding.tsx'
import { switcherOpen } from './switcher-open.ts'

/** Goes to another document by Ctrl+K or ⌘K, wherever nothing else wants these keys: with words selected they make a link. */
export function Switcher() {
  const open = useObservable(switcherOpen)
  useLayoutEffect(() => {
    // At the window, after all others.
    const onKeyDown = (event: KeyboardEvent) => {
      const pressed = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
      if (!pressed || event.altKey || event.shiftKey || event.isComposing || event.defaultPrevented) return
      event.preventDefault()
      switcherOpen.set(!switcherOpen.get())
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  if (!open) return null
  return (
    <Apart>
      <SwitcherDialog close={() => switcherOpen.set(false)} />
    </Apart>
  )
}
