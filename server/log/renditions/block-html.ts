import { imageAddress } from '../../../formats/images/address.ts'
import type { Run, TextBlock } from './blocks.ts'
import { element, escaped, htmlOf, opening } from './inline-html.ts'

/** What needs to know nothing of what is around it. */
export function plainBlock(block: TextBlock): string {
  if (block.kind === 'image') return imageHtml(block)
  if (block.kind === 'file') return fileHtml(block)
  return block.kind === 'code' || block.kind === 'math' ? sourceHtml(block) : paragraph(block)
}

export const paragraph = (block: TextBlock) => element('p', looksOf(block), wordsOf(block))

function sourceHtml({ kind, language, runs }: TextBlock): string {
  const source = runs.map(({ text }) => text).join('')
  const named = kind === 'math' ? 'language-math' : language && `language-${language}`
  // The last line break of a `pre` does not count: an empty last line takes one more.
  const text = escaped(source.endsWith('\n') ? `${source}\n` : source)
  return element('pre', {}, element('code', { class: named }, text))
}

/** A link by its name; of one that is not there yet, the name. */
function fileHtml(block: TextBlock): string {
  const { href, runs } = block
  if (href === undefined) return paragraph(block)
  const name = textOf(block).trim() || 'file'
  return element(
    'p',
    looksOf(block),
    element('a', { href, download: '' }, runs.length === 0 ? name : wordsOf(block)),
  )
}

function imageHtml(block: TextBlock): string {
  const { src, alt, width, size, align, runs } = block
  const href = block.href ?? imageAddress(src)?.href
  // Of one that no browser may be shown, its words.
  if (href === undefined) return paragraph({ ...block, runs: [...altRuns(alt, runs), ...runs] })
  const [own, height] = size?.split('x') ?? []
  const wide = width === undefined ? undefined : `width: ${width}%; height: auto`
  const image = opening('img', { src: href, alt, width: own, height, style: wide })
  const caption = runs.length === 0 ? '' : element('figcaption', {}, wordsOf(block))
  const style = align === 'start' ? undefined : `text-align: ${align}`
  return element('figure', { style }, image + caption)
}

/** Apart from the caption behind it. */
function altRuns(alt: string, caption: readonly Run[]): Run[] {
  if (alt === '') return []
  return [{ text: caption.length === 0 ? alt : `${alt} `, marks: {} }]
}

/** White space that a browser would fold. */
const folded = /^\s|\s$|[\t\r\n\f]| {2}/
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** An empty element is scaffolding to most readers; with a break in it, it is an empty line. */
export function wordsOf(block: TextBlock): string {
  const words = htmlOf(block.runs)
  if (words === '') return '<br>'
  const text = textOf(block).replaceAll('\n', ' .').replace(/ \.$/, '')
  return folded.test(text) ? element('span', { style: 'white-space: pre-wrap' }, words) : words
}

export function looksOf(block: TextBlock) {
  return {
    dir: rightToLeft.test(textOf(block)) ? 'auto' : undefined,
    style: block.align === 'start' ? undefined : `text-align: ${block.align}`,
  }
}

export const textOf = ({ runs }: TextBlock) => runs.map(({ text }) => text).join('')
export const hasWords = (block: TextBlock) => textOf(block).trim() !== ''
