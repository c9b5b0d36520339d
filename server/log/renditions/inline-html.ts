import { allowedAddress } from '../../../formats/link-address.ts'
import type { Run } from './blocks.ts'

type Attributes = Run['marks'][string]

/** How each mark is written around its words, the outermost first; of one that is not here, the words alone are. */
const marks: readonly [name: string, tag: (attributes: Attributes) => Tag | undefined][] = [
  ['link', ({ href }) => linkTo(href)],
  ['mention', ({ name }) => ({ tag: 'span', attributes: { 'data-mention': textOf(name) } })],
  ['ink', ({ color }) => ({ tag: 'span', attributes: { 'data-ink': textOf(color) } })],
  ['highlight', ({ color }) => ({ tag: 'mark', attributes: { 'data-highlight': textOf(color) } })],
  ['bold', () => ({ tag: 'strong' })],
  ['italic', () => ({ tag: 'em' })],
  ['underline', () => ({ tag: 'u' })],
  ['strike', () => ({ tag: 's' })],
  ['subscript', () => ({ tag: 'sub' })],
  ['superscript', () => ({ tag: 'sup' })],
  ['math', () => ({ tag: 'code', attributes: { class: 'language-math math-inline' } })],
  ['code', () => ({ tag: 'code' })],
]

interface Tag {
  tag: string
  attributes?: Readonly<Record<string, string | undefined>>
}

export function htmlOf(runs: readonly Run[]): string {
  return runs.map(runHtml).join('')
}

function runHtml({ text, marks: said }: Run): string {
  const words = text.split('\n').map(escaped).join('<br>')
  return marks.reduceRight((inner, [name, tagOf]) => {
    const attributes = Object.hasOwn(said, name) ? said[name] : undefined
    const tag = attributes && tagOf(attributes)
    return tag === undefined ? inner : element(tag.tag, tag.attributes ?? {}, inner)
  }, words)
}

/** An element that has content. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string | undefined>>,
  inner: string,
): string {
  return `${opening(tag, attributes)}${inner}</${tag}>`
}

export function opening(tag: string, attributes: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : ` ${name}="${escaped(value)}"`,
  )
  return `<${tag}${said.join('')}>`
}

/** Nothing in it means anything to a browser. */
export function escaped(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // A browser takes it for a line feed otherwise.
      .replaceAll('\r', '&#13;')
      .replaceAll('\0', '')
  )
}

/** A link that must not be followed is its words. */
function linkTo(href: unknown): Tag | undefined {
  const address = allowedAddress(href)
  if (address === undefined) return undefined
  return { tag: 'a', attributes: { href: address, rel: 'noopener noreferrer' } }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
