import '../clipboard/html-reader.ts'
import { TextSelection } from '@tiptap/pm/state'
import { imageAddress } from '../../../formats/images/address.ts'
import type { Dimensions } from '../../../formats/images/raster-types.ts'
import { cleanFileName } from '../../../protocol/file-name.ts'
import { imageTroubleOf, loadRich } from '../create-editor.ts'
import { loadTables } from '../tables/loading.ts'
import type { ImageTrouble, QuireEditor } from '../types.ts'
import { type FileUploads, ownFileAt, uploadsOf } from '../uploads/file-uploads.ts'
import { addFile, isFolder } from '../uploads/insert-file.ts'
import { whenFree } from '../view/when-free.ts'
import { fetchImagesIn } from './fetch-images.ts'
import { ImageRow } from './insert-image.ts'
import type { Coming } from './loading.ts'
import { isRaster, type Original, originalOf } from './original.ts'
import { isReady, readySource } from './ready-source.ts'
import { hasRoomFor } from './room.ts'
import { shrink } from './shrink.ts'
import { storeImage } from './store-image.ts'

/** Of base64, letters to bytes, rounded up. */
const spelledOut = 1.34

/** Pictures alone go in as files; words with pictures as a page. */
export async function take(editor: QuireEditor, { files, html, text, place }: Coming): Promise<void> {
  if (files.length > 0 && !hasWords(html)) return insertFiles(editor, files, place()?.to)
  const { page, troubles } = await withReadyImages(html)
  // Without its code, a table would be lost.
  if (/<table/i.test(page)) await loadTables().catch(() => undefined)
  const { view } = editor
  if (!(await whenFree(view))) return
  if (!hasRoomFor(editor, page.length)) return imageTroubleOf(editor)({ reason: 'full' })
  const { doc, selection, tr } = view.state
  const kept = place()
  // What is selected as a whole stays so.
  if (kept !== undefined && (kept.from !== selection.from || kept.to !== selection.to))
    view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(kept.from), doc.resolve(kept.to))))
  if (html === '') view.pasteText(text)
  else view.pasteHTML(page)
  tell(editor, troubles)
}

/** Office programs bring a picture of the words along with the words. */
function hasWords(html: string): boolean {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const noise of body.querySelectorAll('style, script, meta, title')) noise.remove()
  return body.textContent.trim() !== '' || body.querySelector('table') !== null
}

/** Puts files into the text, in their order; what none of them is a picture, or has no room, is told of. */
export async function insertFiles(editor: QuireEditor, files: readonly File[], at?: number): Promise<void> {
  const row = new ImageRow(editor, at)
  await loadRich(editor)
  const troubles: ImageTrouble[] = []
  for (const file of files) {
    const trouble = await insertFile(editor, row, file)
    if (trouble === 'ended') break
    if (trouble !== undefined) troubles.push(trouble)
    if (trouble?.reason === 'full') break
  }
  tell(editor, troubles)
}

async function insertFile(
  editor: QuireEditor,
  row: ImageRow,
  file: File,
): Promise<ImageTrouble | 'ended' | undefined> {
  if (await isFolder(file)) return { reason: 'folder', name: cleanFileName(file.name) }
  const uploads = uploadsOf(editor.schema)
  // Without a way to its server a picture is seen at once all the same, made smaller.
  if (uploads !== undefined && (uploads.isReachable || !(await isRaster(file)))) {
    const original = await originalOf(file)
    if (original === 'file') return (await addFile(row, uploads, file)) ? undefined : 'ended'
    if (original !== 'embed') return (await addOriginal(row, uploads, original)) ? undefined : 'ended'
  }
  const ready = await readyImage(editor, file)
  if ('reason' in ready) return ready
  return (await row.add(ready)) ? undefined : 'ended'
}

async function addOriginal(row: ImageRow, uploads: FileUploads, { file, size }: Original): Promise<boolean> {
  const upload = uploads.begin(file)
  const added = await row.add({ upload, bytes: file.size, ...(size && { size: spelled(size) }) })
  if (!added) uploads.cancel(upload)
  return added
}

type Embedded = { src: string; alt: null; size: string }

/** A file as an image of the document, or why it is none. */
export async function readyImage(editor: QuireEditor, file: File): Promise<Embedded | ImageTrouble> {
  const ready = await shrink(file)
  if ('refused' in ready) return { reason: ready.refused, name: file.name }
  if (!hasRoomFor(editor, ready.file.size * spelledOut)) return { reason: 'full', name: file.name }
  return { src: await storeImage(ready), alt: null, size: spelled(ready.size) }
}

/** An image of another site, by its address: fetched once by whoever puts it in, to see that it is one and how large. */
export async function imageAt(address: string): Promise<Embedded | undefined> {
  const known = imageAddress(/^[a-z]+:/i.test(address.trim()) ? address : `https://${address.trim()}`)
  if (known?.from !== 'elsewhere') return undefined
  const image = new Image()
  image.referrerPolicy = 'no-referrer'
  image.src = known.href
  try {
    await image.decode()
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
  return {
    src: known.href,
    alt: null,
    size: spelled({ width: image.naturalWidth, height: image.naturalHeight }),
  }
}

/** Of several, all that have the same reason as the first. */
export function tell(editor: QuireEditor, troubles: readonly ImageTrouble[]): void {
  const [first] = troubles
  if (first === undefined) return
  const names = troubles.filter(({ reason }) => reason === first.reason).flatMap(({ name }) => name ?? [])
  imageTroubleOf(editor)({
    reason: first.reason,
    ...(names.length > 0 && { name: names.slice(0, 3).join(', ') }),
  })
}

/** A page whose own pictures are small enough to go into a document. */
export async function withReadyImages(html: string): Promise<{ page: string; troubles: ImageTrouble[] }> {
  // Two searches: one for both would take for ever on a page that is made to be slow.
  if (!/<img\b/i.test(html) || !/\bdata:|\/api\/documents\//i.test(html)) return { page: html, troubles: [] }
  const page = new DOMParser().parseFromString(html, 'text/html')
  const fetched = await fetchImagesIn(page, src => ownFileAt(src) === undefined)
  const { changed: made, troubles } = await readyImagesIn(page)
  const changed = fetched || made
  return { page: changed ? page.documentElement.outerHTML : html, troubles }
}

export async function readyImagesIn(
  root: ParentNode,
): Promise<{ changed: boolean; troubles: ImageTrouble[] }> {
  const troubles: ImageTrouble[] = []
  let changed = false
  for (const image of root.querySelectorAll('img[src^="data:" i]')) {
    const src = image.getAttribute('src') ?? ''
    if (isReady(src)) continue
    changed = true
    const ready = await readySource(src)
    if (ready === undefined) {
      troubles.push({ reason: 'unreadable' })
      image.removeAttribute('src')
      continue
    }
    image.setAttribute('src', ready.src)
    const [width, height] = ready.size?.split('x') ?? []
    if (width !== undefined && !image.hasAttribute('width')) image.setAttribute('width', width)
    if (height !== undefined && !image.hasAttribute('height')) image.setAttribute('height', height)
  }
  return { changed, troubles }
}

function spelled({ width, height }: Dimensions): string {
  return `${width}x${height}`
}
