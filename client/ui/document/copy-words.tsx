import { useState } from 'react'
import { plainText } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { copyText } from '../parts/copy-text.ts'
import type { OpenDocument } from './open-document.ts'
import { unsavedWords } from './unsaved-words.ts'

export function CopyAll({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const text = () => `${opened.doc.getText('title').toString()}\n\n${plainText(opened.doc)}`.trim()
  return <CopyButton label={t('refusal.copy')} text={text} />
}

/** What was typed and is not saved, alone: to be put in somewhere else, or sent to whoever may. */
export function CopyUnsaved({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const text = () => unsavedWords(opened.doc, opened.provider.unsavedUpdates)
  return <CopyButton label={t('lock.copyUnsaved')} text={text} />
}

function CopyButton({ label, text }: { label: string; text: () => string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => setCopied(await copyText(text()))
  return (
    <button type="button" className="button small" onClick={() => void copy()}>
      {copied ? t('refusal.copied') : label}
    </button>
  )
}
