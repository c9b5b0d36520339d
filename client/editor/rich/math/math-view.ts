import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { textUpTo } from '../../commands/shortcut-rules.ts'
import { outerAttributes } from '../../schema/block.ts'
import { kindOf } from '../../schema/block-attributes.ts'
import type { RichLabels } from '../../types.ts'
import type { BlockView } from '../../view/late-views.ts'
import { element, setAttributes } from '../elements.ts'
import { Preview } from './preview.ts'
import { prepareFormulas } from './render.ts'

/** A formula that stands by itself. Its TeX is shown above it while one is in it. */
export function mathView(labels: RichLabels): BlockView {
  return (first, view, position) => {
    const contentDOM = element('code')
    const source = element('div', { class: 'math-lines', spellcheck: 'false' }, contentDOM)
    const preview = new Preview(labels)
    preview.dom.contentEditable = 'false'
    const dom = element('div', {}, source, preview.dom)
    let shown = first
    const show = (node: Node) => {
      shown = node
      setAttributes(dom, outerAttributes(node))
      preview.show(textUpTo(node, node.content.size), true)
    }
    preview.dom.addEventListener('mousedown', event => {
      const at = position()
      if (at === undefined || !view.editable || event.button !== 0) return
      event.preventDefault()
      const end = TextSelection.create(view.state.doc, at + 1 + shown.content.size)
      view.focus()
      view.dispatch(view.state.tr.setSelection(end).scrollIntoView())
    })
    show(first)
    prepareFormulas().then(
      () => show(shown),
      // Without a network, its TeX is all there is to see.
      () => dom.setAttribute('data-raw', ''),
    )
    return {
      dom,
      contentDOM,
      update(node) {
        if (kindOf(node) !== 'math') return false
        show(node)
        return true
      },
      stopEvent: ({ target }) => target instanceof globalThis.Node && preview.dom.contains(target),
      ignoreMutation: mutation => mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
    }
  }
}
