import type { Node } from '@tiptap/pm/model'
import { outerAttributes } from '../../schema/block.ts'
import { attributesOf, kindOf } from '../../schema/block-attributes.ts'
import type { QuireEditor, RichLabels } from '../../types.ts'
import type { BlockView } from '../../view/late-views.ts'
import { setAttributes } from '../elements.ts'
import { pickLanguage } from './language-picker.ts'
import { findLanguage } from './languages.ts'

/** Code, with what it is written in at its corner: a button for who may write, a word for all others. */
export function codeView(editor: QuireEditor, labels: RichLabels): BlockView {
  return (first, view, position) => {
    const dom = document.createElement('pre')
    dom.spellcheck = false
    const contentDOM = dom.appendChild(document.createElement('code'))
    const button = dom.appendChild(document.createElement('button'))
    button.type = 'button'
    button.contentEditable = 'false'
    button.className = 'code-language'
    // By keyboard, the toolbar leads there: Tab in code is part of the code.
    button.tabIndex = -1
    button.addEventListener('mousedown', event => event.preventDefault())
    button.addEventListener('click', () => {
      const at = position()
      if (at !== undefined && view.editable) pickLanguage(editor, labels, { anchor: button, at })
    })
    const show = (node: Node) => {
      setAttributes(dom, outerAttributes(node))
      const { language } = attributesOf(node)
      const name = language === null ? labels.plainCode : nameOfLanguage(language)
      button.textContent = name
      button.setAttribute('aria-label', `${labels.language}: ${name}`)
      button.toggleAttribute('data-plain', language === null)
      button.disabled = !view.editable
    }
    show(first)
    return {
      dom,
      contentDOM,
      update(node) {
        if (kindOf(node) !== 'code') return false
        show(node)
        return true
      },
      stopEvent: ({ target }) => target === button,
      ignoreMutation: mutation => mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
    }
  }
}

export function nameOfLanguage(id: string): string {
  return findLanguage(id)?.name ?? id
}
