import type { Node } from '@tiptap/pm/model'
import { type ImageAddress, imageAddress } from '../images/address.ts'
import { alignmentOf, attributesOf, type BlockAttributes } from '../schema/block-attributes.ts'
import type { Alignment } from '../types.ts'
import { fileAddress } from '../uploads/file-uploads.ts'
import type { Run } from './content.ts'

/** What a file says of an image, besides its caption. */
export type ImageContent = {
  src: string
  alt: string
  /** In percent of the column. */
  width?: number
  /** `640x480` */
  size?: string
  align?: Exclude<Alignment, 'start'>
}

export function imageContentOf(block: Node): ImageContent {
  const { src, alt, width, size } = attributesOf(block)
  const align = alignmentOf(block)
  return {
    src: fileAddress(block) ?? src ?? '',
    alt: alt ?? '',
    ...(width !== null && { width }),
    ...(size !== null && { size }),
    ...(align !== 'start' && { align }),
  }
}

export function imageAttributesFrom(
  image: ImageContent | undefined,
): Partial<Pick<BlockAttributes, 'src' | 'alt' | 'width' | 'size' | 'align'>> {
  if (image === undefined) return {}
  const { src, alt, width = null, size = null, align = null } = image
  return { src: src || null, alt: alt || null, width, size, align }
}

/** It says no more than where the image is and what is in it: every kind of file has words for that. */
export function isPlain({ width, align }: ImageContent, caption: readonly Run[]): boolean {
  return width === undefined && align === undefined && caption.every(({ text }) => text.trim() === '')
}

export function addressIn({ src }: ImageContent): ImageAddress | undefined {
  return imageAddress(src)
}

/** Nothing in it means anything to Markdown or HTML. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;/?=-]/gu, character => `&#${character.codePointAt(0)};`)
}

const tags: readonly [mark: string, tag: string][] = [
  ['code', 'code'],
  ['bold', 'strong'],
  ['italic', 'em'],
  ['underline', 'u'],
  ['strike', 'del'],
  ['subscript', 'sub'],
  ['superscript', 'sup'],
]

/** An image and its caption as HTML of a few lines, none of them empty: Markdown would end it there. `href`: as it is written. */
export function figureHtml(
  { alt, width, size, align }: ImageContent,
  href: string,
  caption: readonly Run[],
): string {
  const [own, height] = size?.split('x') ?? []
  const room =
    width !== undefined ? ` width="${width}%"` : own === undefined ? '' : ` width="${own}" height="${height}"`
  const lines = [
    align === undefined ? '<figure>' : `<figure style="text-align: ${align}">`,
    `<img src="${href}" alt="${escaped(alt)}"${room}>`,
    ...(caption.length === 0 ? [] : [`<figcaption>${caption.map(runHtml).join('')}</figcaption>`]),
    '</figure>',
  ]
  return lines.join('\n')
}

function runHtml({ text, marks }: Run): string {
  const inner = text.split('\n').map(escaped).join('<br>')
  const marked = tags.reduce(
    (html, [mark, tag]) => (marks[mark] === undefined ? html : `<${tag}>${html}</${tag}>`),
    inner,
  )
  const href = marks.link?.href
  return typeof href === 'string' ? `<a href="${escaped(href)}">${marked}</a>` : marked
}
