import { Suspense, useLayoutEffect } from 'react'
import { addTexts } from '../../i18n/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { shortcutsOpen } from './sheet.ts'

const ShortcutsSheet = lazily(
  async () => (await Promise.all([import('./shortcuts-sheet.tsx'), addTexts('blocks')]))[0].ShortcutsSheet,
)

/** The sheet of keyboard shortcuts, and the keys that open it: `?` where nobody writes, Ctrl+/ or ⌘/ anywhere. */
export function Shortcuts() {
  const open = useObservable(shortcutsOpen)
  // What can be seen can be used: an effect of the other kind listens some moments after the page shows.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.altKey) return
      const modified = event.ctrlKey || event.metaKey
      const asked = modified ? event.key === '/' : event.key === '?' && !isWriting(event.target)
      if (!asked) return
      event.preventDefault()
      shortcutsOpen.set(!shortcutsOpen.get())
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  if (!open) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <ShortcutsSheet />
      </Suspense>
    </ErrorBoundary>
  )
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
