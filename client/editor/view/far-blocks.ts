import { type EditorState, Plugin } from '@tiptap/pm/state'
import type { EditorView, NodeView, ViewMutationRecord } from '@tiptap/pm/view'

/** From so many blocks on, those out of sight are not laid out. In a shorter text there is little to be spared. */
const manyBlocks = 2_500

/** On a block that is drawn wherever it is. */
const nearCaret = 'data-near'

/** Said of a block when it is drawn from now on, and when it is not. */
export const drawnOrNot = 'contentvisibilityautostatechange'

const undrawn = new WeakSet<EventTarget>()

/** A block that is out of sight in a long text, and not drawn. */
export function isUndrawn(block: Element): boolean {
  return undrawn.has(block) && block.isConnected && !block.hasAttribute(nearCaret)
}

/** Where this was tried: what other browsers make of a caret beside what they have not drawn, nobody knows. */
const isTried = () => /Chrome\//.test(navigator.userAgent)

/**
 * In a long text the browser draws only what can be seen, and what a key may lead to: in a block that is not drawn it
 * finds no place for the caret, and goes past it or drops the letters. So the caret's block and those beside it are always
 * drawn, from the moment in which the caret comes, or they do; the style sheet adds the first and the last.
 */
export function farBlocksPlugin(): Plugin {
  const isLong = ({ doc }: EditorState) => doc.childCount >= manyBlocks && isTried()
  return new Plugin({
    props: { attributes: (state): Record<string, string> => (isLong(state) ? { 'data-long': '' } : {}) },
    view(view) {
      let near: Element[] = []
      const update = () => {
        const next = isLong(view.state) ? blocksAtCaret(view) : []
        if (next.length === near.length && next.every((block, index) => block === near[index])) return
        for (const block of near) if (!next.includes(block)) block.removeAttribute(nearCaret)
        for (const block of next) block.setAttribute(nearCaret, '')
        near = next
      }
      const remember = (event: Event) => {
        if (event.target === null || !('skipped' in event)) return
        if (event.skipped === true) undrawn.add(event.target)
        else undrawn.delete(event.target)
      }
      update()
      // Before it is heard at the block: who listens there asks here.
      view.dom.addEventListener(drawnOrNot, remember, true)
      return { update, destroy: () => view.dom.removeEventListener(drawnOrNot, remember, true) }
    },
  })
}

function blocksAtCaret(view: EditorView): Element[] {
  const { node, offset } = view.domAtPos(view.state.selection.head)
  let block = node === view.dom ? (node.childNodes[offset] ?? null) : node
  while (block !== null && block.parentNode !== view.dom) block = block.parentNode
  if (!(block instanceof Element)) return []
  return [block.previousElementSibling, block, block.nextElementSibling].filter(each => each !== null)
}

/** The mark on a block is nothing that somebody did to the text. */
export function ignoringNearCaret(view: NodeView): NodeView {
  const { dom, contentDOM, ignoreMutation } = view
  return {
    ...view,
    ignoreMutation: (mutation: ViewMutationRecord) => {
      if (mutation.type === 'attributes' && mutation.attributeName === nearCaret && mutation.target === dom)
        return true
      return ignoreMutation?.call(view, mutation) ?? (!contentDOM && mutation.type !== 'selection')
    },
  }
}
