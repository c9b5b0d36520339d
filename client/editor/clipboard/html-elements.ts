import { isLanguage } from '../schema/block-attributes.ts'
import type { Alignment, Tone } from '../types.ts'

/** Elements that end a line of text, wherever they stand. */
export const blockTags = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE ' +
    'FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LEGEND LI MAIN MENU NAV OL P PRE SECTION SUMMARY TABLE ' +
    'TBODY TFOOT THEAD TR UL'
  ).split(' '),
)

/** Elements that hold nothing to read, or nothing that we can keep. */
const droppedTags = new Set(
  (
    'AUDIO BASE BUTTON CANVAS DATALIST EMBED HEAD IFRAME IMG INPUT LINK MAP META METER NOSCRIPT OBJECT OPTION ' +
    'PROGRESS SCRIPT SELECT STYLE SVG TEMPLATE TEXTAREA TITLE VIDEO svg math'
  ).split(' '),
)

/** What Word writes of comments: where one is, the line above all of them, and each. */
const wordComments = ['MsoCommentReference', 'msocomanchor', 'msocomoff', 'msocomtxt']

/** Inline elements that say how text looks; the others are only walked through. */
export const markTags = new Set(
  'A B CODE DEL EM I KBD MARK S SAMP SPAN STRIKE STRONG SUB SUP TT U'.split(' '),
)

export function isElement(node: Node): node is HTMLElement {
  return node.nodeType === 1
}

export function isDropped(element: HTMLElement): boolean {
  return (
    droppedTags.has(element.tagName) ||
    element.hasAttribute('hidden') ||
    element.style?.display === 'none' ||
    /mso-(?:list:\s*ignore|element:\s*comment)/i.test(element.getAttribute('style') ?? '') ||
    wordComments.some(name => element.classList.contains(name))
  )
}

/** A list of the page's headings, which is made anew of those that there are. */
export function isContents(element: Element): boolean {
  return element.tagName === 'NAV' && element.getAttribute('role') === 'doc-toc'
}

export function headingLevel(element: Element): number | undefined {
  const level = /^H([1-6])$/.exec(element.tagName)?.[1]
  return level === undefined ? undefined : Math.min(3, Number(level))
}

/** The state of a checkbox at the start of an item, as we and others write them. */
export function ownTask(item: Element): boolean | undefined {
  const checkbox = item.querySelector('input[type="checkbox"]')
  if (checkbox === null || checkbox.closest('li') !== item) return undefined
  return checkbox.hasAttribute('checked')
}

const markStyles = ['font-weight', 'font-style', 'text-decoration', 'white-space']
/** What says something about words only where it is on the words: a page's or a block's colour is its design. */
const wordStyles = ['vertical-align', 'color', 'background-color']
/** How our own copies name their colours, and whom they mean. */
const ownNames = ['data-ink', 'data-highlight', 'data-mention', 'data-user']

/** Whether a block's style marks the text in it. A heading's does not: headings are bold by themselves. */
export function marksItsText(block: HTMLElement): boolean {
  return (
    headingLevel(block) === undefined && markStyles.some(name => block.style.getPropertyValue(name) !== '')
  )
}

/** Of Word's notes and Google's headings: places in the document that the words are from. */
const withinOrigin = /^#(?:_(?:ftn|edn|msocom)|heading=h\.|bookmark=id\.)/

/** An element around text with what the parser reads of it, and nothing else. `around`: it and those around it. */
export function copyOf(element: Element, around: readonly Element[]): Element {
  const copy = element.ownerDocument.createElement(markTags.has(element.tagName) ? element.tagName : 'span')
  const href = element.getAttribute('href')
  if (href !== null && !withinOrigin.test(href)) copy.setAttribute('href', href)
  const { style } = element as HTMLElement
  const inLink = around.some(({ tagName }) => tagName === 'A')
  for (const name of ownNames) {
    const value = element.getAttribute(name)
    if (value !== null) copy.setAttribute(name, value)
  }
  const names = markTags.has(element.tagName) ? [...markStyles, ...wordStyles] : markStyles
  for (const name of names) {
    // What is underlined and blue because it is a link is neither underlined nor coloured text.
    if (style.getPropertyValue(name) === '') continue
    if (inLink && (name === 'text-decoration' || name === 'color')) continue
    ;(copy as HTMLElement).style.setProperty(name, style.getPropertyValue(name))
  }
  return copy
}

/** How a block's own style or attribute aligns it; undefined where it says nothing. */
export function alignmentIn(element: HTMLElement): Alignment | undefined {
  if (element.tagName === 'CENTER') return 'center'
  const said = element.style.textAlign || (element.getAttribute('align') ?? '')
  const isReversed = element.closest('[dir]')?.getAttribute('dir') === 'rtl'
  switch (said.toLowerCase()) {
    case 'center':
    case '-webkit-center':
      return 'center'
    case 'end':
      return 'end'
    case 'right':
      return isReversed ? 'start' : 'end'
    case 'left':
      return isReversed ? 'end' : 'start'
    case 'start':
    case 'justify':
      return 'start'
  }
}

export function toneIn(callout: HTMLElement): Tone {
  const { tone } = callout.dataset
  return tone === 'warning' || tone === 'success' ? tone : 'info'
}

/** As HTML, GitHub and most sites say what code is written in: by a class of the code or of what is around it. */
export function codeIn(pre: HTMLElement): { kind: 'code' | 'math'; language: string | null } {
  const language = languageIn(pre)
  return language === 'math' ? { kind: 'math', language: null } : { kind: 'code', language }
}

export function languageIn(pre: Element): string | null {
  for (const element of [pre.querySelector('code'), pre, pre.parentElement]) {
    const names = [...(element?.classList ?? [])]
    const language = names
      .map(name => /^(?:lang(?:uage)?|highlight-source)-(.+)$/.exec(name)?.[1])
      .find(isLanguage)
    if (language !== undefined) return language
  }
  return null
}

/** Without the name of the language and the button to copy it that many a page writes above it. */
export function textOfCode(block: Element): string {
  const [code, ...others] = block.querySelectorAll('code')
  const isAll =
    code === undefined ||
    others.length > 0 ||
    (code.parentElement === block && languageIn(code) === null) ||
    // Ours end in a line more than their code.
    block.textContent.trim() === code.textContent.trim()
  return textIn(isAll ? block : code)
}

function textIn(element: Element): string {
  let text = ''
  for (const child of element.childNodes) {
    if (child.nodeType === 3) text += child.nodeValue
    else if (isElement(child) && !isDropped(child)) {
      if (child.tagName === 'BR') text += '\n'
      else text += textIn(child)
      if (blockTags.has(child.tagName) && child.nextSibling !== null && !text.endsWith('\n')) text += '\n'
    }
  }
  return text
}
