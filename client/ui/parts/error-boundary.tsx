import { Component, type ReactNode } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { Message } from './message.tsx'

/** Our own bugs, and code that could not be fetched, end here instead of in an empty page. */
export class ErrorBoundary extends Component<
  { children: ReactNode; fallback?: ReactNode },
  { failed: boolean }
> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { children, fallback = <Crashed /> } = this.props
    return this.state.failed ? fallback : children
  }
}

function Crashed() {
  const { t } = useTranslation()
  return (
    <Message heading={t('app.crashed')} text={t('app.crashedHint')}>
      <button type="button" className="button primary" onClick={() => location.reload()}>
        {t('app.reload')}
      </button>
    </Message>
  )
}
