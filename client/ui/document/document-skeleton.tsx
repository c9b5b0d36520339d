import { useTranslation } from 'react-i18next'

/** The page before there is anything to show on it. It appears only when that takes noticeably long. */
export function DocumentSkeleton() {
  return (
    <div className="document">
      <div className="document-header" />
      <ToolbarPlace />
      <SheetSkeleton />
    </div>
  )
}

export function ToolbarPlace() {
  return (
    <div className="toolbar">
      <div className="toolbar-row" />
    </div>
  )
}

export function SheetSkeleton() {
  const { t } = useTranslation()
  return (
    <main className="sheet skeleton" aria-busy="true" aria-label={t('document.opening')}>
      <div className="skeleton-line skeleton-title" />
      <div className="skeleton-line" />
      <div className="skeleton-line" />
      <div className="skeleton-line" />
      <div className="skeleton-line skeleton-short" />
    </main>
  )
}
