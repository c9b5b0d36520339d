import type { Node } from '@tiptap/pm/model'
import {
  type EditorState,
  Plugin,
  PluginKey,
  type PluginView,
  TextSelection,
  type Transaction,
} from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { fromYjs } from '../../binding/binding.ts'
import { indentOf, isBlock, kindOf } from '../../schema/block-attributes.ts'
import { togglesAround } from '../../schema/toggles.ts'
import { wantedKey } from '../../view/show-place.ts'
import { changesStructure } from '../../view/structure.ts'
import type { FoldMemory } from './remember-folds.ts'
import { toggleKeys } from './toggle-keys.ts'

/** The places of the sections that are unfolded here, and what is drawn of that. Nothing of it is in the document. */
type Folding = { unfolded: ReadonlySet<number>; drawn: DecorationSet }

const foldingKey = new PluginKey<Folding>('folding')

export function togglePlugins(memory: FoldMemory | undefined): Plugin[] {
  return [foldingPlugin(memory), toggleKeys()]
}

/** Folds the section whose line is at `position`, or unfolds it. */
export function fold(view: EditorView, position: number): void {
  const { state } = view
  const transaction = state.tr.setMeta(foldingKey, position).setMeta('addToHistory', false)
  // The caret never stays where nobody sees it.
  const line = state.doc.nodeAt(position)
  const hides = isUnfolded(state, position) && around(state.doc, state.selection.head).has(position)
  if (hides && line !== null) {
    transaction.setSelection(TextSelection.create(state.doc, position + 1 + line.content.size))
  }
  view.dispatch(transaction)
}

export function isUnfolded(state: EditorState, position: number): boolean {
  return foldingKey.getState(state)?.unfolded.has(position) === true
}

function foldingPlugin(memory: FoldMemory | undefined): Plugin<Folding> {
  return new Plugin<Folding>({
    key: foldingKey,
    state: {
      init: (_, state) => {
        const unfolded = atFirst(state)
        for (const at of memory?.recall(state.doc) ?? []) unfolded.add(at)
        return { unfolded, drawn: draw(state.doc, unfolded) }
      },
      apply(transaction, folding, before, after) {
        const isTheirs = transaction.docChanged && transaction.getMeta(fromYjs) === true
        const come = isTheirs ? (memory?.recall(transaction.doc) ?? []) : []
        const unfolded = nextUnfolded(transaction, folding.unfolded, before, after)
        for (const at of come) unfolded.add(at)
        if (same(unfolded, folding.unfolded) && !transaction.docChanged) return folding
        const isSettled =
          same(unfolded, mapped(folding.unfolded, transaction)) && !changesStructure(transaction)
        const drawn = isSettled
          ? folding.drawn.map(transaction.mapping, transaction.doc)
          : draw(transaction.doc, unfolded)
        return { unfolded, drawn }
      },
    },
    props: { decorations: state => foldingKey.getState(state)?.drawn },
    ...(memory !== undefined && { view: view => remember(view, memory) }),
  })
}

/** For the next visit; also when the page goes. */
function remember(view: EditorView, memory: FoldMemory): PluginView {
  const now = () => ({
    doc: view.state.doc,
    unfolded: foldingKey.getState(view.state)?.unfolded ?? new Set(),
  })
  addEventListener('pagehide', memory.flush)
  return {
    update(_, before) {
      if (foldingKey.getState(before)?.unfolded !== foldingKey.getState(view.state)?.unfolded)
        memory.keep(now)
    },
    destroy() {
      removeEventListener('pagehide', memory.flush)
      memory.flush()
    },
  }
}

/** All is folded but what one is writing in. */
function atFirst({ doc, selection: { $head } }: EditorState): Set<number> {
  const unfolded = around(doc, $head.pos)
  const next = $head.depth === 1 ? doc.nodeAt($head.after()) : null
  const isNew = next === null || !isBlock(next) || indentOf(next) <= indentOf($head.parent)
  if (kindOf($head.parent) === 'toggle' && isNew) unfolded.add($head.before())
  return unfolded
}

function nextUnfolded(
  transaction: Transaction,
  unfolded: ReadonlySet<number>,
  before: EditorState,
  after: EditorState,
): Set<number> {
  const next = transaction.docChanged ? mapped(unfolded, transaction) : new Set(unfolded)
  const asked: unknown = transaction.getMeta(foldingKey)
  if (typeof asked === 'number') {
    if (!next.delete(asked)) next.add(asked)
    return next
  }
  const { selection, doc } = transaction
  const wanted: unknown = transaction.getMeta(wantedKey)
  if (typeof wanted === 'number') for (const at of around(doc, wanted)) next.add(at)
  // What one just made is open: one wants to write in it.
  const isMine = transaction.docChanged && transaction.getMeta(fromYjs) !== true
  const { $from } = selection
  if (isMine && kindOf($from.parent) === 'toggle' && kindOf(before.selection.$from.parent) !== 'toggle')
    next.add($from.before())
  // Wherever the caret comes, one sees it.
  if (transaction.selectionSet || transaction.docChanged)
    for (const at of around(doc, after.selection.head)) next.add(at)
  return next
}

function mapped(places: ReadonlySet<number>, { mapping, doc }: Transaction): Set<number> {
  const next = new Set<number>()
  for (const at of places) {
    const { pos, deletedAfter } = mapping.mapResult(at, 1)
    const node = deletedAfter ? null : doc.nodeAt(pos)
    if (node !== null && kindOf(node) === 'toggle') next.add(pos)
  }
  return next
}

/** The places of the sections around a position, in the document or in a table's cell. */
function around(doc: Node, position: number): Set<number> {
  const $position = doc.resolve(position)
  const depth = Math.max(0, $position.depth - 1)
  const parent = $position.node(depth)
  const places = new Set<number>()
  if (!holdsBlocks(parent)) return places
  const toggles = new Set(togglesAround(parent, Math.min($position.index(depth), parent.childCount - 1)))
  if (toggles.size === 0) return places
  const start = $position.start(depth)
  parent.forEach((_, offset, at) => {
    if (toggles.has(at)) places.add(start + offset)
  })
  return places
}

const holdsBlocks = ({ type }: Node): boolean => type.name === 'doc' || type.name === 'tableCell'

function draw(doc: Node, unfolded: ReadonlySet<number>): DecorationSet {
  const decorations: Decoration[] = []
  const walk = (parent: Node, start: number) => {
    if (holdsBlocks(parent)) drawIn(parent, start, unfolded, decorations)
    parent.forEach((child, offset) => {
      if (!child.isTextblock && !child.isLeaf) walk(child, start + offset + 1)
    })
  }
  walk(doc, 0)
  return DecorationSet.create(doc, decorations)
}

/** `start`: where the parent's content begins. */
function drawIn(parent: Node, start: number, unfolded: ReadonlySet<number>, decorations: Decoration[]): void {
  /** The indent of the folded section that the walk is in. */
  let folded: number | undefined
  parent.forEach((block, offset) => {
    const position = start + offset
    const indent = isBlock(block) ? indentOf(block) : 0
    if (folded !== undefined && indent <= folded) folded = undefined
    const end = position + block.nodeSize
    if (folded !== undefined) decorations.push(Decoration.node(position, end, { class: 'is-folded' }))
    else if (kindOf(block) === 'toggle') {
      const isOpen = unfolded.has(position)
      if (isOpen)
        decorations.push(Decoration.node(position, end, { 'data-unfolded': '' }, { unfolded: true }))
      else folded = indent
    }
  })
}

function same(some: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  return some.size === others.size && [...some].every(each => others.has(each))
}
