import type { Fragment } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import '../tables/index.ts'
import '../images/index.ts'
import { ClipboardSerializer } from '../clipboard/clipboard-serializer.ts'
import { fetchImagesIn, fetchPictures } from '../images/fetch-images.ts'
import { makeReadable } from '../images/make-readable.ts'
import type { QuireEditor } from '../types.ts'
import { blocksOf } from './content.ts'
import * as docx from './docx/in-worker.ts'
import { partsOf } from './docx/parts-of.ts'
import { writeInWorker } from './markdown/in-worker.ts'
import { formulaDrawer } from './page-formulas.ts'
import { writeHtml } from './write-html.ts'
import { writeJson } from './write-json.ts'

export { fileName } from './file-name.ts'
export { ThreadFailed } from './in-thread.ts'
export { insertImported } from './insert.ts'
export { type Imported, type ImportFailure, readFile } from './read-file.ts'

export type FileFormat = 'docx' | 'markdown' | 'html' | 'json'

export const fileTypes: Record<FileFormat, { extension: string; mediaType: string }> = {
  docx: {
    extension: 'docx',
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  },
  markdown: { extension: 'md', mediaType: 'text/markdown' },
  html: { extension: 'html', mediaType: 'text/html' },
  json: { extension: 'json', mediaType: 'application/json' },
}

/** What is to be written: the document, and how pages call one in the reader's language that has no title. */
export type Source = { editor: QuireEditor; doc: Y.Doc; language: string; untitled: string }

/** The whole document in a format.  @throws {ThreadFailed} */
export async function writeFile(format: FileFormat, source: Source): Promise<Blob> {
  const { mediaType } = fileTypes[format]
  if (format === 'docx') return new Blob([await writeDocx(source)], { type: mediaType })
  return new Blob([await writeText(format, source)], { type: `${mediaType};charset=utf-8` })
}

/** @throws {ThreadFailed} */
export async function writeText(
  format: Exclude<FileFormat, 'docx'>,
  { editor, doc, language, untitled }: Source,
): Promise<string> {
  const title = doc.getText('title').toString()
  switch (format) {
    case 'markdown':
      return writeInWorker({ title, blocks: blocksOf(editor.state.doc.content) })
    case 'html':
      return writeHtml({
        title,
        doc: editor.state.doc,
        language,
        untitled,
        pictures: await fetchPictures(editor.state.doc),
        drawFormula: await formulaDrawer(editor.state.doc),
      })
    case 'json':
      return writeJson(doc)
  }
}

/** Some of the blocks, as Markdown.  @throws {ThreadFailed} */
export async function blocksAsMarkdown(content: Fragment): Promise<string> {
  return writeInWorker({ title: '', blocks: blocksOf(content) })
}

/** As what other applications are given: whatever has a form there goes into the file. */
async function writeDocx({ editor, doc }: Source): Promise<ArrayBuffer> {
  const page = document.implementation.createHTMLDocument('')
  const { schema, content } = { schema: editor.schema, content: editor.state.doc.content }
  new ClipboardSerializer(schema).serializeFragment(content, { document: page }, page.body)
  await fetchImagesIn(page.body, () => true)
  await makeReadable(page.body)
  const title = doc.getText('title').toString().replace(/\s+/g, ' ').trim()
  return docx.writeInWorker({ title, parts: partsOf(page.body) })
}
