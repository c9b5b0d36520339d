import {
  type FileFormat,
  fileName,
  fileTypes,
  type Source,
  ThreadFailed,
  writeFile,
  writeText,
} from '../../editor/files/index.ts'
import { i18n } from '../../i18n/index.ts'
import { copyText } from '../parts/copy-text.ts'
import { showToast } from '../parts/toast.tsx'

/** Saves the document as a file on the device. Needs no network. */
export async function download(format: FileFormat, source: Source): Promise<void> {
  const file = await orSaid(writeFile(format, source))
  if (file === undefined) return
  const { extension } = fileTypes[format]
  const name = fileName(source.doc.getText('title').toString(), { extension, fallback: source.untitled })
  save(file, name)
  showToast({ text: i18n.t('files.downloaded', { name }) })
}

export async function copyAsMarkdown(source: Source): Promise<void> {
  const text = await orSaid(writeText('markdown', source))
  if (text === undefined) return
  const copied = await copyText(text)
  showToast({ text: i18n.t(copied ? 'files.copied' : 'files.notCopied') })
}

/** Undefined: it could not be written, and that was said. */
async function orSaid<Written>(writing: Promise<Written>): Promise<Written | undefined> {
  try {
    return await writing
  } catch (error) {
    if (!(error instanceof ThreadFailed)) throw error
    showToast({ text: i18n.t('files.failed') })
    return undefined
  }
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Some browsers fetch it only later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
