import i18next from 'i18next'
import {
  type FileFormat,
  fileName,
  fileTypes,
  MarkdownFailed,
  type Source,
  writeFile,
} from '../../editor/files/index.ts'
import { copyText } from '../parts/copy-text.ts'
import { showToast } from '../parts/toast.tsx'

/** Saves the document as a file on the device. Needs no network. */
export async function download(format: FileFormat, source: Source): Promise<void> {
  const text = await written(format, source)
  if (text === undefined) return
  const { extension, mediaType } = fileTypes[format]
  const name = fileName(source.doc.getText('title').toString(), { extension, fallback: source.untitled })
  save(new Blob([text], { type: `${mediaType};charset=utf-8` }), name)
  showToast({ text: i18next.t('files.downloaded', { name }) })
}

export async function copyAsMarkdown(source: Source): Promise<void> {
  const text = await written('markdown', source)
  if (text === undefined) return
  const copied = await copyText(text)
  showToast({ text: i18next.t(copied ? 'files.copied' : 'files.notCopied') })
}

async function written(format: FileFormat, source: Source): Promise<string | undefined> {
  try {
    return await writeFile(format, source)
  } catch (error) {
    if (!(error instanceof MarkdownFailed)) throw error
    showToast({ text: i18next.t('files.failed') })
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
