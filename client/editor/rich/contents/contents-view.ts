import { type Heading, watchHeadings } from '../../outline/outline.ts'
import type { QuireEditor, RichLabels } from '../../types.ts'
import type { BlockView } from '../../view/late-views.ts'
import { element } from '../elements.ts'
import { goFromContents } from './go-from-contents.ts'

/** The document's headings, each a link. They are watched once for all such lists, and only while there is one. */
export function contentsView(editor: QuireEditor, labels: RichLabels): BlockView {
  const headings = watchHeadings(editor)
  return () => {
    const caption = element('div', { class: 'contents-caption', 'aria-hidden': 'true' }, labels.contents)
    const list = element('ol', { class: 'contents-list' })
    const empty = element('p', { class: 'contents-empty' }, labels.noHeadings)
    const attributes = { 'data-kind': 'contents', contenteditable: 'false', 'aria-label': labels.contents }
    const dom = element('nav', attributes, caption, list, empty)
    const show = () => {
      showHeadings(list, headings.get())
      list.hidden = headings.get().length === 0
      empty.hidden = !list.hidden
    }
    const linkOf = ({ target }: Event) => (target instanceof Element ? target.closest('a') : null)
    const go = (event: Event) => {
      const link = linkOf(event)
      const heading = link === null ? undefined : headings.get()[linksIn(list).indexOf(link)]
      if (heading !== undefined) goFromContents(editor, heading, dom)
    }
    list.addEventListener('click', go)
    list.addEventListener('keydown', event => {
      if (event.key === 'Enter') go(event)
      else if (event.key === 'Escape') editor.view.focus()
      else if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
        moveFocus(list, event.key === 'ArrowDown' ? 1 : -1)
      else return
      event.preventDefault()
    })
    show()
    const stop = headings.subscribe(show)
    return {
      dom,
      // A press beside the links selects the list.
      stopEvent: event => linkOf(event) !== null,
      ignoreMutation: ({ type }) => type !== 'selection',
      destroy: stop,
    }
  }
}

/** Changes only lines that differ: somebody may have the focus in one, and of a long document there are many. */
function showHeadings(list: HTMLElement, headings: readonly Heading[]): void {
  const top = Math.min(...headings.map(({ level }) => level))
  for (const [index, { level, text }] of headings.entries()) {
    const link = list.children[index]?.firstElementChild ?? addLine(list)
    const depth = String(level - top)
    if (link.textContent !== text) link.textContent = text
    if (link.getAttribute('data-depth') !== depth) link.setAttribute('data-depth', depth)
  }
  while (list.children.length > headings.length) list.lastElementChild?.remove()
}

/** A link without an address: that of the page is a secret of its own, and a copy of it would lead to its beginning. */
function addLine(list: HTMLElement): HTMLElement {
  const link = element('a', { class: 'contents-link', role: 'link', tabindex: '0' })
  list.append(element('li', {}, link))
  return link
}

function linksIn(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll('a')]
}

function moveFocus(list: HTMLElement, by: 1 | -1): void {
  const links = linksIn(list)
  const at = links.findIndex(link => link.matches(':focus'))
  links[at + by]?.focus()
}
