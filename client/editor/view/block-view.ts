import { type DOMOutputSpec, DOMSerializer, type Node } from '@tiptap/pm/model'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'
import { blockSpec, outerAttributes } from '../schema/block.ts'
import { isChecked, isRichKind, kindOf, toneOf } from '../schema/block-attributes.ts'
import { tablesModule } from '../tables/loading.ts'
import type { EditorLabels } from '../types.ts'
import { ignoringNearCaret } from './far-blocks.ts'
import type { BlockView, LateViews } from './late-views.ts'
import { numberAt, showNumber } from './numbering.ts'

/** Draws blocks: as the schema says, numbers with it, and tasks with a checkbox that keeps the focus when ticked. */
export function blockViewPlugin(labels: () => EditorLabels, late: LateViews): Plugin {
  return new Plugin({
    props: {
      markViews: {
        math(mark) {
          late.want()
          const { dom } = DOMSerializer.renderSpec(
            document,
            mark.type.spec.toDOM?.(mark, true) ?? ['span', 0],
          )
          if (!(dom instanceof HTMLElement)) throw new Error('a mark is drawn as an element')
          return { dom, contentDOM: dom }
        },
      },
      nodeViews: {
        // A table without its code is an empty place.
        table: (node, view, position) =>
          tablesModule()?.view(node, view, position) ??
          plainView(['div', { 'data-kind': 'table', class: 'is-coming' }]),
        contents: (node, view, position, decorations) =>
          richView(late, 'contents', node, view, position, decorations),
        block: (node, view, position, decorations) =>
          ignoringNearCaret(drawBlock(labels, late, node, view, position, decorations)),
      },
    },
  })
}

function drawBlock(
  labels: () => EditorLabels,
  late: LateViews,
  ...[node, view, position, decorations]: Parameters<BlockView>
): NodeView {
  const kind = kindOf(node) ?? ''
  if (isRichKind(kind)) return richView(late, kind, node, view, position, decorations)
  if (kind === 'task') return taskView(node, view, position, labels)
  if (kind === 'ordered') return numberedView(node, view, position)
  if (kind === 'callout') return calloutView(node, labels())
  return plainView(blockSpec(node))
}

function plainView(spec: DOMOutputSpec): NodeView & { dom: HTMLElement } {
  const { dom, contentDOM } = DOMSerializer.renderSpec(document, spec)
  if (!(dom instanceof HTMLElement)) throw new Error('a block is drawn as an element')
  return { dom, contentDOM: contentDOM ?? null }
}

/** Drawn as plain until what draws it better is there; and once more when that speaks another language. */
function richView(
  late: LateViews,
  kind: string,
  ...[node, view, position, decorations]: Parameters<BlockView>
): NodeView {
  const { rich } = late
  if (rich === undefined) late.want()
  const made = rich?.views[kind]?.(node, view, position, decorations) ?? plainView(specOf(node))
  const update: NodeView['update'] = (next, ...rest) =>
    late.rich === rich && (made.update?.(next, ...rest) ?? next.hasMarkup(node.type, node.attrs))
  return { ...made, update }
}

function specOf(node: Node): DOMOutputSpec {
  return node.type.name === 'block' ? blockSpec(node) : (node.type.spec.toDOM?.(node) ?? ['div'])
}

/** Drawn anew with another tone: its text stays, and nothing in it is lost by that. */
function calloutView(node: Node, { callouts }: EditorLabels): NodeView {
  const plain = plainView(blockSpec(node))
  plain.dom.setAttribute('aria-label', callouts[toneOf(node)])
  return plain
}

function numberedView(node: Node, view: EditorView, position: () => number | undefined): NodeView {
  const plain = plainView(blockSpec(node))
  showNumber(plain.dom, numberAt(view.state, position() ?? 0))
  return {
    ...plain,
    // Its number is set when blocks above it come and go.
    ignoreMutation: ({ type, target }) => type === 'attributes' && target === plain.dom,
  }
}

function taskView(
  first: Node,
  view: EditorView,
  position: () => number | undefined,
  labels: () => EditorLabels,
): NodeView {
  const { dom, label, checkbox, contentDOM } = taskElements()
  const show = (node: Node): void => {
    setAttributes(dom, outerAttributes(node))
    dom.toggleAttribute('data-checked', isChecked(node))
    checkbox.checked = isChecked(node)
    checkbox.disabled = !view.editable
    const name = node.textContent.slice(0, 100) || labels().checkbox
    if (checkbox.getAttribute('aria-label') !== name) checkbox.setAttribute('aria-label', name)
  }
  checkbox.addEventListener('change', () => {
    const at = position()
    const { checked } = checkbox
    if (at === undefined || !view.editable) checkbox.checked = !checked
    else view.dispatch(view.state.tr.setNodeAttribute(at, 'checked', checked || null))
  })
  show(first)
  return {
    dom,
    contentDOM,
    update(node) {
      if (kindOf(node) !== 'task') return false
      show(node)
      return true
    },
    stopEvent: event => event.target instanceof Element && label.contains(event.target),
    ignoreMutation: (mutation: ViewMutationRecord) =>
      mutation.type !== 'selection' && !contentDOM.contains(mutation.target),
  }
}

function taskElements() {
  const dom = document.createElement('ul')
  const item = dom.appendChild(document.createElement('li'))
  // The label makes a place that is large enough for a finger.
  const label = item.appendChild(document.createElement('label'))
  label.contentEditable = 'false'
  // Who ticks it with a mouse goes on writing where the caret was.
  label.addEventListener('mousedown', event => event.preventDefault())
  const checkbox = label.appendChild(document.createElement('input'))
  checkbox.type = 'checkbox'
  const contentDOM = item.appendChild(document.createElement('div'))
  return { dom, label, checkbox, contentDOM }
}

function setAttributes(element: Element, attributes: Record<string, string>): void {
  for (const name of ['data-kind', 'data-indent', 'data-align', 'dir']) {
    const value = attributes[name]
    if (value === undefined) element.removeAttribute(name)
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
}
