import type { Node, Schema } from '@tiptap/pm/model'
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state'
import type { StepMap } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { isBlock } from '../schema/block-attributes.ts'
import { tablesModule } from '../tables/loading.ts'
import type { TableShape } from '../tables/tables-module.ts'
import { untoldSelection } from '../view/quick-typing.ts'
import { type Alignment, alignBlocks, alignInPlace, differingChildren } from './align-blocks.ts'
import { BlockReader, isFiller } from './block-reader.ts'
import { changesWithin } from './changes-within.ts'
import type { Change } from './find-change.ts'
import {
  childWith,
  type RelativeSelection,
  type Rendering,
  relativeSelection,
  resolveSelection,
  startOf,
} from './positions.ts'
import { addSteps, type Children } from './remote-steps.ts'
import { updateElement } from './write-blocks.ts'
import { writeStructure } from './write-structure.ts'

/** Marks a transaction that shows what others did, or what was undone: it is not written back. */
export const fromYjs = 'fromYjs'

/**
 * Keeps the editor's document and the content in Yjs the same. Between two calls both are in step: `doc` shows
 * `elements`, child by child. What is written is only what differs, and so is what is drawn; nothing is written
 * unless a person edits.
 *
 * y-prosemirror's binding is not used for this: it deletes what it cannot read, and it guesses from two versions of a
 * document which block became which, where the editor's steps say it.
 */
export class Binding implements Rendering {
  /** The origin of this person's edits in Yjs. */
  readonly origin = { editor: 'content' }
  /** The origin of what this person changes in Yjs itself, for the editor to follow: the rows and columns of tables. */
  readonly structureOrigin = { editor: 'structure' }
  readonly fragment: Y.XmlFragment
  /** The selection before the Yjs transaction that runs, for undo to come back to. */
  selectionBefore: RelativeSelection | undefined
  elements: unknown[] = []
  doc: Node
  readonly #reader: BlockReader
  readonly #stop: () => void
  #view: EditorView | undefined
  /** Nobody looked while the content changed. */
  #stale = true
  /** Tables in which more may have changed than was written: what they look like now must be read. */
  readonly #unsettled = new Set<Y.XmlElement>()

  constructor(fragment: Y.XmlFragment, schema: Schema) {
    this.fragment = fragment
    this.#reader = new BlockReader(schema)
    this.doc = this.#reader.document([])
    this.#stop = this.#listen()
  }

  /** Some content means nothing to this version: it is shown, and nothing may be edited. */
  get isForeign(): boolean {
    return this.#reader.foundForeign
  }

  get shapes(): WeakMap<object, TableShape> {
    return this.#reader.shapes
  }

  /** Shows the content in `view`, and what becomes of it, until the returned function is called. */
  attach(view: EditorView): () => void {
    this.#view = view
    // A plugin that is registered later attaches again: what is on the screen is right then.
    if (this.#stale || view.state.doc !== this.doc) this.#showAll(view)
    return () => {
      if (this.#view === view) this.#view = undefined
    }
  }

  destroy(): void {
    this.#stop()
    this.#view = undefined
  }

  /** Writes to Yjs how `state` differs from what Yjs holds. `maps`: the steps that led there. */
  write(state: EditorState, before: EditorState, maps: readonly StepMap[]): void {
    const old = this.doc
    if (state.doc === old) return
    this.selectionBefore = before.doc === old ? relativeSelection(this, before.selection) : undefined
    this.doc = state.doc
    if (this.elements.length === 0 && isFiller(state.doc)) return
    this.fragment.doc?.transact(() => this.#writeDifference(old, state, maps), this.origin)
    if (this.#unsettled.size > 0 && this.#view !== undefined) this.#settle(this.#view)
  }

  /** Changes Yjs itself, as one step for undo; the editor shows what comes of it. */
  change(apply: () => void): void {
    this.fragment.doc?.transact(apply, this.structureOrigin)
  }

  /** Shows the tables that were an empty place until the code for them came. */
  showTables(): void {
    if (this.#view === undefined) {
      this.#stale = true
      return
    }
    const tables = new Set(this.elements.filter(isTable))
    if (tables.size === 0) return
    // Not the one before the last change: the caret may be elsewhere since.
    this.selectionBefore = this.#selection(this.#view)
    this.#follow(this.#view, tables)
  }

  select(view: EditorView, selection: RelativeSelection): void {
    const resolved = resolveSelection(this, selection, view.state)
    if (resolved !== undefined) view.dispatch(view.state.tr.setSelection(resolved).scrollIntoView())
  }

  #selection(view: EditorView): RelativeSelection | undefined {
    return relativeSelection(this, untoldSelection(view) ?? view.state.selection)
  }

  /** Puts the selection where its ends went, as far as that is known. It may not be in sight there: one did not go there oneself. */
  moveSelection(
    before: RelativeSelection,
    {
      anchor = before.anchor,
      head = before.head,
    }: { [end in keyof RelativeSelection]: Y.RelativePosition | undefined },
  ): void {
    if (this.#view === undefined || (anchor === before.anchor && head === before.head)) return
    const { state } = this.#view
    const selection = resolveSelection(this, { anchor, head }, state)
    if (selection !== undefined) this.#view.dispatch(state.tr.setSelection(selection))
  }

  #listen(): () => void {
    const { doc } = this.fragment
    const follow = (events: Y.YEvent<Y.AbstractType<unknown>>[], { origin }: Y.Transaction) => {
      if (origin === this.origin) return
      if (this.#view === undefined) this.#stale = true
      else this.#follow(this.#view, new Set(events.map(event => childWith(this.fragment, event.target))))
    }
    const remember = ({ origin }: Y.Transaction) => {
      if (origin === this.origin || this.#view === undefined) return
      this.selectionBefore = this.#selection(this.#view)
    }
    doc?.on('beforeTransaction', remember)
    this.fragment.observeDeep(follow)
    return () => {
      doc?.off('beforeTransaction', remember)
      this.fragment.unobserveDeep(follow)
    }
  }

  #writeDifference(old: Node, state: EditorState, maps: readonly StepMap[]): void {
    const fromNothing = { start: 0, beforeEnd: 0, afterEnd: state.doc.childCount }
    const differing = this.elements.length === 0 ? fromNothing : differingChildren(old, state.doc)
    const within = changesWithin(old, state.doc, maps)
    // Each block is itself then, and need not be looked for.
    const aligned =
      within === undefined ? alignBlocks(old, state.doc, maps, differing) : alignInPlace(differing)
    const alignment = aligned.filter(({ before, after }) =>
      canLiveOn(old.child(before), state.doc.child(after)),
    )
    const { fragment, elements } = this
    const written = writeStructure({ fragment, elements, doc: state.doc, differing, alignment })
    for (const pair of alignment) {
      const step = { old, state, at: pair, maps, changes: within?.get(pair.before) }
      this.#update(this.elements[pair.before], step)
    }
    for (const element of written)
      if (isTable(element) && !elements.includes(element)) this.#unsettled.add(element)
    this.elements = [
      ...elements.slice(0, differing.start),
      ...written,
      ...elements.slice(differing.beforeEnd),
    ]
  }

  #update(element: unknown, { old, state, at, maps, changes }: ChildUpdate): void {
    const { doc, selection } = state
    const { $head } = selection
    const [before, after] = [old.child(at.before), doc.child(at.after)]
    if (!(element instanceof Y.XmlElement) || before === after) return
    if (isBlock(after)) {
      const caret = $head.index(0) === at.after ? $head.parentOffset : undefined
      updateElement(element, before, after, { caret, changes })
    } else if (isTable(element)) {
      const starts = { before: startOf(old, at.before) + 1, after: startOf(doc, at.after) + 1 }
      const change = { element, before, after, maps, starts, shape: this.shapes.get(element) ?? [], $head }
      if (tablesModule()?.update(change)) this.#unsettled.add(element)
    }
  }

  /** Others see tables as they are read from Yjs; so does who wrote them. */
  #settle(view: EditorView): void {
    const transaction = view.state.tr
    const { elements } = this
    const nodes = childrenOf(this.doc)
    const settled = nodes.map((node, index) => {
      const element = elements[index]
      if (!isTable(element) || !this.#unsettled.has(element)) return node
      const read = this.#reader.read(element)
      return read.eq(node) ? node : read
    })
    this.#unsettled.clear()
    addSteps(transaction, { elements, nodes }, { elements, nodes: settled })
    if (transaction.docChanged) this.#dispatch(view, transaction, undefined)
  }

  /** Shows changes within the children `changed`; undefined among them says that children came or went. */
  #follow(view: EditorView, changed: ReadonlySet<unknown>): void {
    const transaction = view.state.tr
    const before = { elements: this.elements, nodes: childrenOf(this.doc) }
    if (changed.has(undefined)) this.elements = this.fragment.toArray()
    addSteps(transaction, before, { elements: this.elements, nodes: this.#nodesNow(before, changed) })
    this.#reader.forgetAllBut(this.elements)
    this.#dispatch(view, transaction, this.selectionBefore)
  }

  #nodesNow(before: Children, changed: ReadonlySet<unknown>): readonly Node[] {
    const { elements } = this
    if (elements.length === 0) return childrenOf(this.#reader.document([]))
    if (elements === before.elements) {
      const nodes = [...before.nodes]
      for (const element of changed) {
        const index = elements.indexOf(element)
        if (index >= 0) nodes[index] = this.#reader.read(element)
      }
      return nodes
    }
    const read = (element: unknown, known: Node | undefined) =>
      known === undefined || changed.has(element) ? this.#reader.read(element) : known
    const known = new Map(before.elements.map((element, index) => [element, before.nodes[index]]))
    return elements.map(element => read(element, known.get(element)))
  }

  #showAll(view: EditorView): void {
    this.#stale = false
    this.#reader.forgetAllBut([])
    this.elements = this.fragment.toArray()
    const doc = this.#reader.document(this.elements.map(element => this.#reader.read(element)))
    const transaction = view.state.tr
    if (!doc.eq(transaction.doc)) {
      transaction.replaceWith(0, transaction.doc.content.size, doc.content)
      transaction.setSelection(Selection.atStart(transaction.doc))
    }
    this.#dispatch(view, transaction, undefined)
  }

  #dispatch(view: EditorView, transaction: Transaction, selection: RelativeSelection | undefined): void {
    this.doc = transaction.doc
    const resolved = selection && resolveSelection(this, selection, transaction)
    if (resolved && !resolved.eq(transaction.selection)) transaction.setSelection(resolved)
    // Bold was just switched on: it still is, for the next letter.
    if (transaction.selection.empty) transaction.setStoredMarks(view.state.storedMarks)
    view.dispatch(transaction.setMeta(fromYjs, true).setMeta('addToHistory', false))
  }
}

function childrenOf(doc: Node): readonly Node[] {
  return doc.content.content
}

type ChildUpdate = {
  old: Node
  state: EditorState
  at: Alignment[number]
  maps: readonly StepMap[]
  /** The stretches of text that changed, where that is known. */
  changes: readonly Change[] | undefined
}

function isTable(element: unknown): element is Y.XmlElement {
  return element instanceof Y.XmlElement && element.nodeName === 'table'
}

/** A table whose cells are others than before is written anew; all else is changed where it stands. */
function canLiveOn(before: Node, after: Node): boolean {
  if (before === after || after.type.name !== 'table') return true
  return tablesModule()?.haveSameCells(before, after) ?? false
}
