import i18next from 'i18next'
import { addTexts } from '../../i18n/index.ts'
import { keptProfile } from '../device/profile.ts'
import type { Observable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
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
      onRefusedPaste: () => showToast({ text: i18next.t('document.pasteTooLarge') }),
      onUnlocked: () => showToast({ text: i18next.t('lock.unlocked') }),
    }),
  )
  guardUnload(opened)
  return opened
}

/** The few texts inside the editor, in the present language. */
export function editorLabels() {
  return {
    editor: i18next.t('document.text'),
    placeholder: i18next.t('document.placeholder'),
    checkbox: i18next.t('document.checkbox'),
    callouts: {
      info: i18next.t('document.callouts.info'),
      warning: i18next.t('document.callouts.warning'),
      success: i18next.t('document.callouts.success'),
    },
  }
}

async function richLabels() {
  const [{ makeRichLabels }] = await Promise.all([import('../rich/rich-labels.ts'), addTexts('rich')])
  return makeRichLabels()
}

const guestName: Observable<string> = {
  get: () => i18next.t('app.guest'),
  subscribe(listener) {
    i18next.on('languageChanged', listener)
    return () => i18next.off('languageChanged', listener)
  },
}
