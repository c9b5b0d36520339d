import X from 'lucide-react/icons/x'
import { useTranslation } from '../../i18n/index.ts'
import { leftUnsaved } from '../device/left-unsaved.ts'
import { madeHere } from '../device/made-here.ts'
import { type RecentDocument, recentDocuments, without } from '../device/recent-documents.ts'
import { useObservable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import { DocumentItem } from './document-item.tsx'
import { useKeptFocus } from './use-kept-focus.ts'
import { useNow } from './use-now.ts'

/** What was opened on this device. */
export function DocumentList({ documents }: { documents: readonly RecentDocument[] }) {
  const { t } = useTranslation()
  const now = useNow()
  const keptFocus = useKeptFocus(documents)
  const made = new Set(useObservable(madeHere).map(({ id }) => id))
  const unsaved = new Set(useObservable(leftUnsaved))
  const remove = (recent: RecentDocument) => {
    const before = recentDocuments.get()
    recentDocuments.set(without(before, recent.id))
    showToast({
      text: t('start.removed'),
      action: { label: t('start.undo'), run: () => recentDocuments.set(before) },
    })
  }
  return (
    <ul className="documents" {...keptFocus} aria-label={t('start.list')}>
      {documents.map(recent => (
        <DocumentItem
          key={recent.id}
          {...recent}
          at={recent.openedAt}
          now={now}
          {...(unsaved.has(recent.id) && { remark: t('device.unsavedHere') })}
          {...(made.has(recent.id) && { remark: t('device.onlyHere') })}
        >
          <button
            type="button"
            className="icon-button document-remove"
            aria-label={t('start.remove', { title: recent.title.trim() || t('app.untitled') })}
            onClick={() => remove(recent)}
          >
            <X />
          </button>
        </DocumentItem>
      ))}
    </ul>
  )
}
