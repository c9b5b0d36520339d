import { maxIndent } from '../schema/block-attributes.ts'
import { type FlatBlock, paragraph } from './flat-block.ts'

/** What single applications write, where the HTML alone does not say it. */

/** Google Docs: `<li role="checkbox" aria-checked="false">`, its box an image. */
export function googleTask(item: Element): boolean | undefined {
  if (item.getAttribute('role') === 'checkbox') return item.getAttribute('aria-checked') === 'true'
  // Tiptap and what is built on it.
  const checked = item.getAttribute('data-checked')
  return checked === null ? undefined : checked === 'true'
}

/** Google Docs strikes the words of a task that is done; here the task itself shows that, and they are as they were. */
export function withoutStrike(item: Element): void {
  if (item.getAttribute('role') !== 'checkbox') return
  for (const element of item.querySelectorAll<HTMLElement>('[style*="line-through"]')) {
    const { style } = element
    style.textDecoration = style.textDecoration.replace('line-through', '').trim()
  }
}

/** What Word writes before a numbered item: `1.`, `a)`, `(iv)`, `가.`, `①`. */
const wordNumber = /^[\s(]*(?:[\p{L}\p{N}]{1,5}[.)]|[①-⑳])/u

/** Word: list items are paragraphs with `mso-list:l0 level2 lfo1`, their marker an ignored span of text. */
export function wordListItem(element: Element): FlatBlock | undefined {
  // The numbers of its headings are a list as well.
  if (element.tagName !== 'P' && element.tagName !== 'DIV') return undefined
  const level = /mso-list:[^;]*\blevel(\d)/i.exec(element.getAttribute('style') ?? '')?.[1]
  if (level === undefined) return undefined
  const marker = element.querySelector('[style*="mso-list:Ignore" i]')?.textContent ?? ''
  const kind = wordNumber.test(marker) ? 'ordered' : 'bullet'
  const number = /^[\s(]*(\d{1,5})[.)]\s*$/.exec(marker)?.[1]
  const start = number === undefined ? null : Number(number)
  return { ...paragraph, kind, start, indent: Math.min(maxIndent, Number(level) - 1) }
}

/** Word: titles and quotes are paragraphs of a class. */
export function wordStyle(element: Element): FlatBlock | undefined {
  if (element.classList.contains('MsoTitle')) return { ...paragraph, kind: 'heading', level: 1 }
  const isQuote = element.classList.contains('MsoQuote') || element.classList.contains('MsoIntenseQuote')
  return isQuote ? { ...paragraph, kind: 'quote' } : undefined
}

/** Word on the web: each item is in a list of its own, and says how deep it belongs. From 0. */
export function statedIndent(item: Element): number {
  const level = Number(item.getAttribute('data-aria-level') ?? item.getAttribute('aria-level') ?? 1)
  return Number.isInteger(level) && level > 0 ? Math.min(maxIndent, level - 1) : 0
}

/** Word: in an empty paragraph there is a space that does not break. */
export function isOnlyFilled(block: Element): boolean {
  return block.tagName !== 'PRE' && block.textContent === '\u00a0'
}

/** Visual Studio Code and its kin: a `div` in a monospace font whose white space counts, a `div` for each line. */
export function isEditorCode(element: HTMLElement): boolean {
  const { fontFamily, whiteSpace } = element.style
  return element.tagName === 'DIV' && /monospace/i.test(fontFamily) && whiteSpace.startsWith('pre')
}
