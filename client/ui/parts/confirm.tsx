import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from '../../i18n/index.ts'

interface ConfirmProps {
  heading: string
  children: ReactNode
  /** What happens, as a verb: "Delete for good". */
  action: string
  tone?: 'bad'
  busy?: boolean
  confirm: () => void
  cancel: () => void
}

/** Asks before what cannot be taken back. Stands inside a panel, in the place of what led to it. */
export function Confirm({ heading, children, action, tone, busy = false, confirm, cancel }: ConfirmProps) {
  const { t } = useTranslation()
  const id = useId()
  const first = useRef<HTMLButtonElement>(null)
  // Enter, pressed once too often, must do nothing.
  useEffect(() => first.current?.focus(), [])
  return (
    <section className="panel confirm" aria-labelledby={`${id}-heading`}>
      <h2 className="panel-title" id={`${id}-heading`}>
        {heading}
      </h2>
      <p className="panel-text" id={`${id}-text`}>
        {children}
      </p>
      <div className="panel-actions">
        <button
          ref={first}
          type="button"
          className="button"
          data-autofocus
          aria-describedby={`${id}-text`}
          onClick={cancel}
        >
          {t('app.cancel')}
        </button>
        <button
          type="button"
          className={tone === 'bad' ? 'button danger' : 'button primary'}
          aria-busy={busy}
          onClick={() => !busy && confirm()}
        >
          {action}
        </button>
      </div>
    </section>
  )
}
