import { Link } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { addressOf, type Shelf, shelves } from './lists.ts'

export function ShelfTabs({ shown }: { shown: Shelf }) {
  const { t } = useTranslation()
  return (
    <nav className="shelves" aria-label={t('start.lists')}>
      {shelves.map(shelf => (
        <Link
          key={shelf}
          href={addressOf(shelf)}
          className="shelf"
          aria-current={shelf === shown ? 'page' : undefined}
        >
          {t(`start.${shelf}`)}
        </Link>
      ))}
    </nav>
  )
}
