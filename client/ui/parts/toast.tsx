import X from 'lucide-react/icons/x'
import { useEffect, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { cell, useObservable } from './observable.ts'

interface Toast {
  text: string
  action?: { label: string; run: () => void }
}

const shownForMs = 7_000
const current = cell<Toast | undefined>(undefined)

/** Says something in passing; a later message takes the place of an earlier one. Gives what takes it away early. */
export function showToast(toast: Toast): () => void {
  current.set(toast)
  return () => {
    if (current.get() === toast) current.set(undefined)
  }
}

/** Where toasts appear. The region is there from the start: screen readers announce only what changes in one. */
export function Toasts() {
  const { t } = useTranslation()
  const toast = useObservable(current)
  // Nothing goes away from under a pointer, or from somebody who is on the way through it by keyboard.
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (toast === undefined || isHeld) return
    const timer = setTimeout(() => current.set(undefined), shownForMs)
    return () => clearTimeout(timer)
  }, [toast, isHeld])
  const end = () => {
    setHeld(false)
    current.set(undefined)
  }
  return (
    <output
      className="toasts"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast !== undefined && (
        <div className="toast">
          <span>{toast.text}</span>
          {toast.action !== undefined && (
            <button
              type="button"
              className="toast-action"
              onClick={() => {
                toast.action?.run()
                end()
              }}
            >
              {toast.action.label}
            </button>
          )}
          <button type="button" className="icon-button" aria-label={t('app.close')} onClick={end}>
            <X />
          </button>
        </div>
      )}
    </output>
  )
}
