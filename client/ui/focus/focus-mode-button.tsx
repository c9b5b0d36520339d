import Minimize from 'lucide-react/icons/minimize-2'
import { useEffect } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { useObservable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import { showShortcut } from '../toolbar/shortcut.ts'
import { tip } from '../toolbar/tool-button.tsx'
import { useShortcut } from '../toolbar/use-shortcut.ts'
import { focusMode, focusShortcut } from './focus-mode.ts'

/** The way back out of focus mode: faint, but always there. */
export function FocusModeButton() {
  const { t } = useTranslation()
  const on = useObservable(focusMode)
  useShortcut(focusShortcut, () => focusMode.set(!on))
  useEffect(() => {
    // Who has no keyboard sees the button.
    if (!on || !matchMedia('(pointer: fine)').matches) return
    return showToast({ text: t('focus.on', { key: showShortcut(focusShortcut) }) })
  }, [on, t])
  useEffect(() => (on ? leaveOnEscape() : undefined), [on])
  useEffect(() => () => focusMode.set(false), [])
  if (!on) return null
  return (
    <button
      type="button"
      className="icon-button focus-exit"
      aria-label={t('focus.leave')}
      data-tip={tip(t('focus.leave'), focusShortcut)}
      onClick={() => focusMode.set(false)}
    >
      <Minimize />
    </button>
  )
}

/** What else is open goes first, alone. */
const isOpen =
  'dialog[open], :popover-open, .find-bar, .bubble, .slash-menu, .tiptap :is(.selectedCell, .is-open), .tiptap.is-moving'

function leaveOnEscape(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return
    if (document.querySelector(isOpen) === null) focusMode.set(false)
  }
  // Before what it closes is closed, and before the editor keeps it to itself.
  document.addEventListener('keydown', onKeyDown, { capture: true })
  return () => document.removeEventListener('keydown', onKeyDown, { capture: true })
}
