import type { DocumentId } from '../../../protocol/index.ts'
import { i18n } from '../../i18n/index.ts'
import type { QuireProvider } from '../../sync/index.ts'
import { Uploads } from '../../sync/uploads/uploads.ts'
import { isMadeHere } from '../device/made-here.ts'
import { showToast } from '../parts/toast.tsx'
import { putOnStyles } from './styles.ts'

/** What is needed of a document that is open. */
export interface Uploading {
  id: DocumentId
  linkKey: string | undefined
  provider: QuireProvider
  onClose: (close: () => Promise<void>) => void
}

const known = new WeakMap<QuireProvider, Uploads>()

/** The document's files that are on their way, from the first time that anybody asks for them to the document's end. */
export function uploadsOf({ id, linkKey, provider, onClose }: Uploading): Uploads {
  const there = known.get(provider)
  if (there !== undefined) return there
  putOnStyles()
  const uploads = new Uploads({ provider, linkKey, isOnServer: () => !isMadeHere(id) })
  known.set(provider, uploads)
  onClose(() => {
    if (uploads.isBusy) showToast({ text: i18n.t('rich:file.rests') })
    return uploads.close()
  })
  return uploads
}
