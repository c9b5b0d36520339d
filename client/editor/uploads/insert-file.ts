import { cleanFileName } from '../../../protocol/file-name.ts'
import type { ImageRow } from '../images/insert-image.ts'
import type { FileUploads } from './file-uploads.ts'

/** Puts a file into the text: its place is there at once, and the file on its way. False where one may not write any more. */
export async function addFile(row: ImageRow, uploads: FileUploads, file: File): Promise<boolean> {
  const upload = uploads.begin(file)
  const added = await row.add({ kind: 'file', upload, bytes: file.size }, cleanFileName(file.name))
  if (!added) uploads.cancel(upload)
  return added
}

/** A folder comes as a file, too, that cannot be read. */
export async function isFolder(file: File): Promise<boolean> {
  try {
    // A piece of what is said to have no bytes is nothing, whatever it is a piece of.
    await (file.size === 0 ? file : file.slice(0, 1)).arrayBuffer()
    return false
  } catch (error) {
    if (error instanceof DOMException) return true
    throw error
  }
}
