import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { differingChildren } from '../../binding/align-blocks.ts'
import { isSource, kindOf } from '../../schema/block-attributes.ts'
import type { RichLabels } from '../../types.ts'
import { element } from '../elements.ts'
import { handleFormulaKey } from './formula-keys.ts'
import { FormulaPanel } from './formula-panel.ts'
import { formulaKey, nextOpen, type OpenFormula, openFormulaIn } from './open-formula.ts'
import { formulasIn } from './ranges.ts'
import { prepareFormulas, render } from './render.ts'

const drawnKey = new PluginKey<DecorationSet>('drawnFormulas')
const ready = 'formulasReady'

/**
 * Draws the formulas within lines, over their TeX, which stays the text: it merges, is searched and counted, and is shown
 * while the caret is in it.
 */
export function formulaPlugins(labels: RichLabels): Plugin[] {
  return [openPlugin(labels), drawnPlugin(labels)]
}

function openPlugin(labels: RichLabels): Plugin<OpenFormula | undefined> {
  return new Plugin<OpenFormula | undefined>({
    key: formulaKey,
    state: {
      init: (): OpenFormula | undefined => undefined,
      apply: (transaction, open) => nextOpen(transaction, open),
    },
    props: {
      handleKeyDown: handleFormulaKey,
      decorations(state) {
        const open = openFormulaIn(state)
        if (open === undefined || open.from === open.to) return null
        return DecorationSet.create(state.doc, [
          Decoration.inline(open.from, open.to, { class: 'math-open' }),
        ])
      },
    },
    // What is typed in a formula belongs to it, also at its ends, and when all of it was deleted.
    appendTransaction(_, __, state) {
      const open = openFormulaIn(state)
      const mark = state.schema.marks.math?.create()
      if (open === undefined || mark === undefined || mark.isInSet(state.storedMarks ?? [])) return null
      return state.tr.setStoredMarks(mark.addToSet(state.storedMarks ?? state.selection.$from.marks()))
    },
    view: view => new FormulaPanel(view, labels),
  })
}

function drawnPlugin(labels: RichLabels): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: drawnKey,
    state: {
      init: (_, { doc }) => drawAll(doc, undefined, labels),
      apply(transaction, set, before, after) {
        const open = openFormulaIn(after)
        if (transaction.getMeta(ready) === true) return drawAll(transaction.doc, open, labels)
        const wasOpen = openFormulaIn(before)
        const moved = wasOpen && {
          from: transaction.mapping.map(wasOpen.from, -1),
          to: transaction.mapping.map(wasOpen.to, 1),
        }
        const changed = new Set<number>()
        let next = set
        if (transaction.docChanged) {
          next = set.map(transaction.mapping, transaction.doc)
          for (const at of changedBlocks(before.doc, transaction.doc)) changed.add(at)
        }
        for (const range of [moved, open]) {
          if (range !== undefined && (moved?.from !== open?.from || moved?.to !== open?.to)) {
            const $from = transaction.doc.resolve(Math.min(range.from, transaction.doc.content.size))
            if ($from.parent.isTextblock) changed.add($from.before())
          }
        }
        for (const at of changed) {
          const block = transaction.doc.nodeAt(at)
          if (block === null) continue
          next = next
            .remove(next.find(at, at + block.nodeSize))
            .add(transaction.doc, drawBlock(block, at, open, labels))
        }
        return next
      },
    },
    props: {
      decorations: state => drawnKey.getState(state),
      handleDOMEvents: { mousedown: openByPress },
    },
    view(view) {
      prepareFormulas().then(
        () =>
          view.isDestroyed ||
          view.dispatch(view.state.tr.setMeta(ready, true).setMeta('addToHistory', false)),
        // Without a network, formulas are shown as what is written.
        () => undefined,
      )
      return {}
    },
  })
}

/** The places of the blocks of text that are not what they were. */
function changedBlocks(before: Node, after: Node): number[] {
  const { start, afterEnd } = differingChildren(before, after)
  const places: number[] = []
  let position = 0
  for (let index = 0; index < afterEnd; index++) {
    const child = after.child(index)
    if (index >= start) {
      if (child.isTextblock) places.push(position)
      else {
        const inside = position + 1
        child.descendants((node, at) => {
          if (node.isTextblock) places.push(inside + at)
          return !node.isTextblock
        })
      }
    }
    position += child.nodeSize
  }
  return places
}

function drawAll(doc: Node, open: OpenFormula | undefined, labels: RichLabels): DecorationSet {
  const decorations: Decoration[] = []
  doc.descendants((node, position) => {
    if (node.isTextblock) decorations.push(...drawBlock(node, position, open, labels))
    return !node.isTextblock
  })
  return DecorationSet.create(doc, decorations)
}

function drawBlock(
  block: Node,
  position: number,
  open: OpenFormula | undefined,
  labels: RichLabels,
): Decoration[] {
  if (isSource(kindOf(block))) return []
  return formulasIn(block).flatMap(({ from, to, tex }) => {
    const [start, end] = [position + 1 + from, position + 1 + to]
    if (open?.from === start && open.to === end) return []
    const rendered = render(tex, false)
    if (rendered.state === 'later') return []
    if (rendered.state !== 'drawn') {
      const reason = rendered.state === 'broken' ? rendered.reason : labels.longFormula
      return [
        Decoration.inline(start, end, { class: 'math-broken', title: `${labels.brokenFormula} ${reason}` }),
      ]
    }
    const draw = () => {
      const drawn = render(tex, false)
      const shown = drawn.state === 'drawn' ? drawn.element : tex
      return element('span', { class: 'math-drawn', contenteditable: 'false' }, shown)
    }
    return [
      Decoration.inline(start, end, { class: 'math-source' }),
      // Behind its text, which is not seen: the caret at its end stands behind what is drawn.
      Decoration.widget(end, draw, { side: -1, key: `math ${tex}`, ignoreSelection: true }),
    ]
  })
}

/** A press on a formula opens it. Nobody who may only read has anything to open. */
function openByPress(view: EditorView, event: MouseEvent): boolean {
  const drawn = event.target instanceof Element ? event.target.closest('.math-drawn') : null
  if (drawn === null || !view.editable || event.button !== 0 || event.shiftKey) return false
  const at = view.posAtDOM(drawn, 0)
  event.preventDefault()
  view.focus()
  view.dispatch(
    view.state.tr
      .setSelection(TextSelection.create(view.state.doc, at))
      .setMeta(formulaKey, 'open')
      .scrollIntoView(),
  )
  return true
}
