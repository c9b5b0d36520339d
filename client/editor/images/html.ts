import type { Node } from '@tiptap/pm/model'
import { imageAddress } from '../../../formats/images/address.ts'
import { allowedAddress } from '../../../formats/link-address.ts'
import { flatElement, paragraph } from '../clipboard/flat-block.ts'
import { alignmentIn } from '../clipboard/html-elements.ts'
import { attributesOf, type BlockAttributes, isImageWidth, kindOf } from '../schema/block-attributes.ts'
import { fileAddress, ownFileAt, uploadsOf } from '../uploads/file-uploads.ts'
import type { FlatImage } from './loading.ts'
import { sizeIn } from './ready-source.ts'

/** So small, in pixels, pictures are signs within a line, or count who has read a page. */
const signSize = 32
const counterSize = 3

/**
 * A picture of a page, alone or in a figure. What no browser may be shown is the words that stand for it, with a link where there can be
 * one; what counts readers, and what only spaces things, is nothing.
 */
export function flattenImage(element: HTMLElement): FlatImage | undefined {
  const image = element.tagName === 'IMG' ? element : element.querySelector('img')
  if (image === null) return flattenUpload(element) ?? flattenFile(element)
  if (element !== image && !isImageFigure(element)) return undefined
  const owner = element.ownerDocument
  const alt = (image.getAttribute('alt') ?? '').trim()
  const [width, height] = [pixelsIn(image, 'width'), pixelsIn(image, 'height')]
  if (element === image && (isSign({ alt, width, height }) || image.closest('[role=checkbox]') !== null)) {
    const says =
      largestOf({ width, height }) > counterSize && image.closest('[role=checkbox]') === null && alt !== ''
    return says ? { words: owner.createTextNode(alt) } : {}
  }
  const src = image.getAttribute('src') ?? ''
  const file = ownFileAt(src)
  if (imageAddress(src) === undefined) return wordsFor(src, alt, owner)
  const block = flatElement({ ...paragraph, kind: 'image' }, owner)
  if (file === undefined) block.dataset.src = src
  else block.dataset.file = file
  if (alt !== '') block.dataset.alt = alt
  const share = Number(/^(\d+)%$/.exec(image.style.width || (image.getAttribute('width') ?? ''))?.[1])
  if (isImageWidth(share)) block.dataset.width = String(share)
  const size = width !== undefined && height !== undefined ? `${width}x${height}` : sizeIn(src)
  if (size !== undefined) block.dataset.size = size
  block.dataset.align = alignmentIn(element) ?? ''
  return { block, caption: element.querySelector('figcaption') ?? undefined }
}

/** A file of this very document, as we copy one. Of another one it is a link: whoever may read that can follow it. */
function flattenFile(figure: HTMLElement): FlatImage | undefined {
  const link = figure.querySelector('a')
  const file = link === null ? undefined : ownFileAt(link.href)
  if (link === null || file === undefined || figure.dataset.file === undefined) return undefined
  if (figure.textContent.trim() !== link.textContent.trim()) return undefined
  const block = flatElement({ ...paragraph, kind: 'file' }, figure.ownerDocument)
  block.dataset.file = file
  if (figure.dataset.bytes !== undefined) block.dataset.bytes = figure.dataset.bytes
  const caption = figure.ownerDocument.createElement('span')
  caption.append(...[...link.childNodes].map(child => child.cloneNode(true)))
  return { block, caption }
}

/** A file or an image that is on its way into this very document. To another one it does not come: there it is its words. */
function flattenUpload(figure: HTMLElement): FlatImage | undefined {
  const upload = ownFileAt(figure.dataset.upload ?? '')
  if (upload === undefined) return undefined
  const owner = figure.ownerDocument
  const kind = figure.dataset.isImage === undefined ? 'file' : 'image'
  const block = flatElement({ ...paragraph, kind }, owner)
  block.dataset.upload = upload
  for (const name of ['bytes', 'alt', 'size', 'width'] as const) {
    const said = figure.dataset[name]
    if (said !== undefined) block.dataset[name] = said
  }
  block.dataset.align = alignmentIn(figure) ?? ''
  const caption = figure.querySelector(kind === 'file' ? 'span' : 'figcaption')
  return { block, caption: caption instanceof HTMLElement ? caption : undefined }
}

/** Nothing but the picture and its caption is in it. */
function isImageFigure(figure: HTMLElement): boolean {
  if (figure.querySelector('table, pre') !== null || figure.querySelectorAll('img').length > 1) return false
  const caption = figure.querySelector('figcaption')
  return (figure.textContent ?? '').trim() === (caption?.textContent ?? '').trim()
}

/** Its description, and where it is, if that is a place on the web. */
function wordsFor(src: string, alt: string, owner: Document): FlatImage {
  const href = /^https?:/i.test(src) ? allowedAddress(src) : undefined
  if (href === undefined) return alt === '' ? {} : { words: owner.createTextNode(alt) }
  const words = owner.createElement('a')
  words.href = href
  words.append(alt || href)
  return { words }
}

type Sized = { width: number | undefined; height: number | undefined }

function largestOf({ width, height }: Sized): number {
  return Math.max(width ?? Number.POSITIVE_INFINITY, height ?? Number.POSITIVE_INFINITY)
}

function isSign({ alt, ...size }: Sized & { alt: string }): boolean {
  return largestOf(size) <= signSize || /^\p{Extended_Pictographic}/u.test(alt)
}

function pixelsIn(image: HTMLElement, name: 'width' | 'height'): number | undefined {
  const [, pixels] = /^([\d.]+)(?:px)?$/.exec(image.getAttribute(name) ?? image.style[name]) ?? []
  const rounded = Math.round(Number(pixels))
  return rounded >= 1 ? rounded : undefined
}

/** An image for other applications. */
export function figureOf(
  block: Node,
  owner: Document,
): { element: HTMLElement; caption: HTMLElement | undefined } {
  const attributes = attributesOf(block)
  const element = owner.createElement('figure')
  const address = fileAddress(block)
  if (address === undefined) noteUpload(element, block)
  if (kindOf(block) === 'file') return { element, caption: fileLink(element, attributes, address) }
  const image = pictureOf(address === undefined ? attributes : { ...attributes, src: address }, owner)
  if (image !== undefined) element.append(image)
  const isCaptioned = block.content.size > 0
  const caption = isCaptioned ? element.appendChild(owner.createElement('figcaption')) : undefined
  return { element, caption }
}

/** By what it is found again, where it is put back into this document. */
function noteUpload({ dataset }: HTMLElement, block: Node): void {
  const { upload, bytes, alt, size, width } = attributesOf(block)
  const address = upload === null ? undefined : uploadsOf(block.type.schema)?.address(upload)
  if (address === undefined) return
  dataset.upload = address
  if (kindOf(block) === 'image') dataset.isImage = ''
  for (const [name, said] of Object.entries({ bytes, alt, size, width }))
    if (said !== null) dataset[name] = String(said)
}

/** A link by its name; of one that is not there yet, the name. */
function fileLink(figure: HTMLElement, { bytes }: BlockAttributes, address: string | undefined): HTMLElement {
  const link = figure.appendChild(figure.ownerDocument.createElement(address === undefined ? 'span' : 'a'))
  if (address === undefined) return link
  link.setAttribute('href', address)
  figure.dataset.file = ''
  if (bytes !== null) figure.dataset.bytes = String(bytes)
  return link
}

/** What may be shown of it; without a picture, its words. */
export function pictureOf(
  { src, alt, width, size }: BlockAttributes,
  owner: Document,
): HTMLElement | Text | undefined {
  const address = imageAddress(src)
  if (address === undefined) return alt === null || alt === '' ? undefined : owner.createTextNode(alt)
  const image = owner.createElement('img')
  image.setAttribute('src', address.href)
  image.setAttribute('alt', alt ?? '')
  const [own, height] = size?.split('x') ?? []
  if (own !== undefined && height !== undefined) {
    image.setAttribute('width', own)
    image.setAttribute('height', height)
  }
  if (width !== null) image.setAttribute('style', `width: ${width}%; height: auto`)
  return image
}
