import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useTranslation } from '../i18n/index.ts'
import { Message } from './parts/message.tsx'

interface NotFoundProps {
  what: 'page' | 'document' | 'trashed'
  /** Said besides. */
  hint?: string
  children?: ReactNode
}

export function NotFoundPage({ what, hint, children }: NotFoundProps) {
  const { t } = useTranslation()
  const text = t(`notFound.${what}Hint`)
  return (
    <Message heading={t(`notFound.${what}`)} text={hint === undefined ? text : `${text} ${hint}`}>
      <div className="message-actions">
        {children}
        <Link href="/" className={children ? 'button' : 'button primary'}>
          {t('notFound.back')}
        </Link>
      </div>
    </Message>
  )
}
