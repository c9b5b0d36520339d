/** The page before there is anything to show on it. It appears only when that takes noticeably long. */
export function DocumentSkeleton() {
  return (
    <div className="document">
      <div className="document-header" />
      <main className="document-body">
        <ToolbarPlace />
        <SheetSkeleton />
      </main>
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
    <section className="sheet skeleton" aria-busy="true" aria-label={t('document.opening')}>
      <div className="skeleton-line skeleton-title" />
      <div className="skeleton-line" />
      <div className="skeleton-line" />
      <div className="skeleton-line" />
      <div className="skeleton-line skeleton-short" />
    </section>
  )
}

import { useTranslation } from '../../i18n/index.ts'
