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

/** Word: list items are paragraphs with `mso-list:l0 level2 lfo1`, their marker an ignored span of text. */
export function wordListItem(element: Element): FlatBlock | undefined {
  const level = /mso-list:[^;]*\blevel(\d)/i.exec(element.getAttribute('style') ?? '')?.[1]
  if (level === undefined) return undefined
  const marker = element.querySelector('[style*="mso-list:Ignore" i]')?.textContent ?? ''
  const kind = /^\W*[0-9a-z]{1,4}[.)]/i.test(marker) ? 'ordered' : 'bullet'
  return { ...paragraph, kind, indent: Math.min(maxIndent, Number(level) - 1) }
}

/** Visual Studio Code and its kin: a `div` in a monospace font whose white space counts, a `div` for each line. */
export function isEditorCode(element: HTMLElement): boolean {
  const { fontFamily, whiteSpace } = element.style
  return element.tagName === 'DIV' && /monospace/i.test(fontFamily) && whiteSpace.startsWith('pre')
}
