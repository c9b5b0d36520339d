import type { ImageTrouble } from '../../editor/index.ts'
import { addTexts, i18n } from '../../i18n/index.ts'
import { keptProfile } from '../device/profile.ts'
import type { Observable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import type { Uploading } from '../uploads/uploads-of.ts'
import { DocumentsInUse, guardUnload } from './documents-in-use.ts'
import { linkKeyOf } from './link-key.ts'
import { type OpenDocument, openDocument } from './open-document.ts'

let inUse: DocumentsInUse<OpenDocument> | undefined

/** This window's documents: opened for whoever uses it, guarded for as long as the window lives. */
export function documents(): DocumentsInUse<OpenDocument> {
  inUse ??= openDocuments()
  return inUse
}

function openDocuments(): DocumentsInUse<OpenDocument> {
  const opened = new DocumentsInUse<OpenDocument>((id, { forks, forked }) =>
    openDocument({
      id,
      forked,
      // The address may be another document's by the time that this one goes on.
      linkKey: forks === undefined ? linkKeyOf(id) : forks.before.linkKey,
      ...(forks && { doc: forks.doc }),
      profile: keptProfile.get(),
      labels: editorLabels(),
      richLabels,
      guestName,
      onRefusedPaste: () => showToast({ text: i18n.t('document.pasteTooLarge') }),
      onImageTrouble: trouble => void sayImageTrouble(trouble),
      onUnlocked: () => showToast({ text: i18n.t('lock.unlocked') }),
    }),
  )
  guardUnload(opened)
  return opened
}

async function sayImageTrouble(trouble: ImageTrouble): Promise<void> {
  try {
    const { imageTroubleText } = (
      await Promise.all([import('../images/trouble-text.ts'), addTexts('rich')])
    )[0]
    showToast({ text: imageTroubleText(trouble) })
  } catch {
    // Without a network neither images nor these words come: that is what is to be said.
    showToast({ text: i18n.t('app.notFetched') })
  }
}

/** The few texts inside the editor, in the present language. */
export function editorLabels() {
  return {
    editor: i18n.t('document.text'),
    placeholder: i18n.t('document.placeholder'),
    checkbox: i18n.t('document.checkbox'),
    callouts: {
      info: i18n.t('document.callouts.info'),
      warning: i18n.t('document.callouts.warning'),
      success: i18n.t('document.callouts.success'),
    },
  }
}

async function richLabels(of: Uploading) {
  const [{ makeRichLabels }, { uploadsOf }] = await Promise.all([
    import('../rich/rich-labels.ts'),
    import('../uploads/uploads-of.ts'),
    addTexts('rich'),
  ])
  return makeRichLabels(uploadsOf(of))
}

const guestName: Observable<string> = {
  get: () => i18n.t('app.guest'),
  subscribe: i18n.onChange,
}
