import type { DocumentId } from '../../../protocol/index.ts'
import { i18n } from '../../i18n/index.ts'
import { restore } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'
import { showToast } from '../parts/toast.tsx'

/** Says that the document is in the trash, and for a moment offers to take that back. */
export function sayTrashed(id: DocumentId, { takenBack }: { takenBack: () => void }): void {
  const takeBack = async () => {
    try {
      await restore(id)
      takenBack()
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      showToast({ text: i18n.t('start.changeFailed') })
    }
  }
  showToast({
    text: i18n.t('start.trashed'),
    action: { label: i18n.t('start.undo'), run: () => void takeBack() },
  })
}
