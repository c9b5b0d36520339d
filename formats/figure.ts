import type { ImageContent, Run } from './content.ts'
import { type ImageAddress, imageAddress } from './images/address.ts'

/** It says no more than where the image is and what is in it: every kind of file has words for that. */
export function isPlain({ width, align }: ImageContent, caption: readonly Run[]): boolean {
  return width === undefined && align === undefined && caption.every(({ text }) => text.trim() === '')
}

export function addressIn({ src, href }: ImageContent): ImageAddress | undefined {
  return href === undefined ? imageAddress(src) : { from: 'files', href }
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
