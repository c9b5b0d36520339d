import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** Who may not write is offered nothing that changes the document: a box says whether it is ticked, and takes no tick. */
export function controlsPlugin(): Plugin {
  return new Plugin({
    view(first) {
      let { editable } = first
      return {
        update(view) {
          if (view.editable === editable) return
          editable = view.editable
          allow(view, editable)
        },
      }
    },
  })
}

function allow({ dom }: EditorView, editable: boolean): void {
  const controls = dom.querySelectorAll<HTMLButtonElement | HTMLInputElement>(
    '.code-language, li > label > input',
  )
  for (const control of controls) control.disabled = !editable
  for (const frame of dom.querySelectorAll<HTMLElement>('.table-frame')) reachByKeyboard(frame, editable)
}

/** A table that is wider than the page is scrolled by the caret within it, which is said there; without one, as a stop of its own. */
export function reachByKeyboard(frame: HTMLElement, editable: boolean): void {
  if (editable) {
    frame.removeAttribute('tabindex')
    frame.contentEditable = 'true'
  } else {
    frame.tabIndex = 0
    frame.removeAttribute('contenteditable')
  }
}
