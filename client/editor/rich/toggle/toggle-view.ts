import type { Node } from '@tiptap/pm/model'
import type { Decoration } from '@tiptap/pm/view'
import { outerAttributes } from '../../schema/block.ts'
import { kindOf } from '../../schema/block-attributes.ts'
import type { RichLabels } from '../../types.ts'
import type { BlockView } from '../../view/late-views.ts'
import { element, setAttributes } from '../elements.ts'
import { fold } from './folding.ts'

/** The line that folds a section, with a button that anybody may press: who reads folds for themselves alone. */
export function toggleView(labels: RichLabels): BlockView {
  return (first, view, position, decorations) => {
    const button = element('button', { type: 'button', class: 'toggle-button', contenteditable: 'false' })
    const contentDOM = element('div', { class: 'toggle-line' })
    const dom = element('div', {}, button, contentDOM)
    button.addEventListener('mousedown', event => event.preventDefault())
    button.addEventListener('click', () => {
      const at = position()
      if (at !== undefined) fold(view, at)
    })
    const show = (node: Node, now: readonly Decoration[]) => {
      setAttributes(dom, outerAttributes(node))
      button.setAttribute('aria-label', node.textContent.slice(0, 100) || labels.fold)
      button.setAttribute('aria-expanded', String(now.some(({ spec }) => spec.unfolded === true)))
    }
    show(first, decorations)
    return {
      dom,
      contentDOM,
      update(node, now) {
        if (kindOf(node) !== 'toggle') return false
        show(node, now)
        return true
      },
      stopEvent: ({ target }) => target === button,
      ignoreMutation: mutation => mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
    }
  }
}
