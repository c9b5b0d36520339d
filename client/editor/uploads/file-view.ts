import type { Node } from '@tiptap/pm/model'
import { NodeSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { element, setAttributes } from '../rich/elements.ts'
import { outerAttributes } from '../schema/block.ts'
import { attributesOf, kindOf } from '../schema/block-attributes.ts'
import type { BlockView } from '../view/late-views.ts'
import type { FileLabels, FileUploads } from './file-uploads.ts'
import { icon } from './icons.ts'
import { UploadPanel } from './upload-panel.ts'

/** A file as a card: its name, which is the block's text, its kind and size, and the way to it. */
export function fileView(uploads: FileUploads, labels: FileLabels): BlockView {
  return (first, view, position) => {
    const sign = element('span', { class: 'file-sign', contenteditable: 'false' }, icon('file'))
    const contentDOM = element('span', { class: 'file-name' })
    const facts = element('span', { class: 'file-facts' })
    const link = element('a', { class: 'file-download', rel: 'noopener' }, icon('download'))
    const panel = new UploadPanel({
      uploads,
      labels,
      text: view.dom,
      isEditable: () => view.editable,
      remove: () => removeBlock(view, position),
      bytes: () => attributesOf(shown).bytes,
    })
    const more = element('span', { class: 'file-more', contenteditable: 'false' }, facts, panel.dom)
    const way = element('span', { class: 'file-way', contenteditable: 'false' }, link)
    const dom = element('div', { class: 'file' }, sign, contentDOM, more, way)
    let shown = first
    const show = (node: Node) => {
      shown = node
      setAttributes(dom, outerAttributes(node))
      const { file, upload, bytes } = attributesOf(node)
      const name = node.textContent.trim() || labels.unnamed
      contentDOM.dataset.unnamed = node.content.size === 0 ? labels.unnamed : ''
      facts.textContent = [typeIn(name), bytes === null ? '' : labels.size(bytes)].filter(Boolean).join(' · ')
      dom.toggleAttribute('data-uploading', file === null)
      panel.show(file === null ? (upload ?? '') : null, name)
      link.hidden = file === null
      if (file === null) return
      // What the server says it is called counts for more than what the link does.
      link.href = `${uploads.address(file)}?name=${encodeURIComponent(name.toWellFormed())}`
      link.download = name
      link.setAttribute('aria-label', labels.download(name))
      link.title = labels.download(name)
    }
    selectByPress(sign, view, position)
    for (const place of [more, way]) backByEscape(place, view)
    show(first)
    return {
      dom,
      contentDOM,
      update(node) {
        if (kindOf(node) !== 'file') return false
        show(node)
        return true
      },
      selectNode: () => dom.classList.add('is-selected'),
      deselectNode: () => dom.classList.remove('is-selected'),
      stopEvent: ({ target }) =>
        target instanceof globalThis.Node &&
        (sign.contains(target) || more.contains(target) || way.contains(target)),
      ignoreMutation: mutation => mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
      destroy: () => panel.destroy(),
    }
  }
}

/** What people call its kind by. */
function typeIn(name: string): string {
  return /\.([a-z\d]{1,5})$/i.exec(name)?.[1]?.toUpperCase() ?? ''
}

export function removeBlock(view: EditorView, position: () => number | undefined): void {
  const at = position()
  const block = at === undefined ? null : view.state.doc.nodeAt(at)
  if (at === undefined || block === null || !view.editable) return
  const { tr, doc } = view.state
  const isAll = doc.childCount === 1
  if (isAll) tr.replaceWith(at, at + block.nodeSize, block.type.create())
  else tr.delete(at, at + block.nodeSize)
  view.focus()
  view.dispatch(tr)
}

function selectByPress(sign: HTMLElement, view: EditorView, position: () => number | undefined): void {
  sign.addEventListener('mousedown', event => {
    const at = position()
    if (at === undefined || !view.editable || event.button !== 0) return
    event.preventDefault()
    view.focus()
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)))
  })
}

function backByEscape(tools: HTMLElement, view: EditorView): void {
  tools.addEventListener('keydown', event => {
    if (event.key === 'Escape') view.focus()
  })
}
