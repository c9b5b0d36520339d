import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Message } from './parts/message.tsx'

export function NotFoundPage({ what }: { what: 'page' | 'document' }) {
  const { t } = useTranslation()
  return (
    <Message heading={t(`notFound.${what}`)} text={t(`notFound.${what}Hint`)}>
      <Link href="/" className="button primary">
        {t('notFound.back')}
      </Link>
    </Message>
  )
}
