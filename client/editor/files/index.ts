import type * as Y from 'yjs'
import type { QuireEditor } from '../types.ts'
import { blocksOf } from './content.ts'
import { writeInWorker } from './markdown/in-worker.ts'
import { writeHtml } from './write-html.ts'
import { writeJson } from './write-json.ts'

export { fileName } from './file-name.ts'
export { insertImported } from './insert.ts'
export { MarkdownFailed } from './markdown/in-worker.ts'
export { type Imported, type ImportFailure, maxFileBytes, readFile } from './read-file.ts'

export type FileFormat = 'markdown' | 'html' | 'json'

export const fileTypes: Record<FileFormat, { extension: string; mediaType: string }> = {
  markdown: { extension: 'md', mediaType: 'text/markdown' },
  html: { extension: 'html', mediaType: 'text/html' },
  json: { extension: 'json', mediaType: 'application/json' },
}

/** What is to be written: the document, and how pages call one in the reader's language that has no title. */
export type Source = { editor: QuireEditor; doc: Y.Doc; language: string; untitled: string }

/** The whole document in a format.  @throws {MarkdownFailed} */
export async function writeFile(
  format: FileFormat,
  { editor, doc, language, untitled }: Source,
): Promise<string> {
  const title = doc.getText('title').toString()
  switch (format) {
    case 'markdown':
      return writeInWorker({ title, blocks: blocksOf(editor.state.doc.content) })
    case 'html':
      return writeHtml({ title, doc: editor.state.doc, language, untitled })
    case 'json':
      return writeJson(doc)
  }
}
