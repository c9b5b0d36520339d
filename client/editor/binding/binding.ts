import type { Node, Schema } from '@tiptap/pm/model'
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state'
import type { StepMap } from '@tiptap/pm/transform'
import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { alignBlocks, alignInPlace, differingChildren } from './align-blocks.ts'
import { BlockReader, isFiller } from './block-reader.ts'
import { changesWithin } from './changes-within.ts'
import {
  childWith,
  type RelativeSelection,
  type Rendering,
  relativeSelection,
  resolveSelection,
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
  }

  select(view: EditorView, selection: RelativeSelection): void {
    const resolved = resolveSelection(this, selection, view.state)
    if (resolved !== undefined) view.dispatch(view.state.tr.setSelection(resolved).scrollIntoView())
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
      this.selectionBefore = relativeSelection(this, this.#view.state.selection)
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
    const alignment =
      within === undefined ? alignBlocks(old, state.doc, maps, differing) : alignInPlace(differing)
    const { fragment, elements } = this
    const written = writeStructure({ fragment, elements, doc: state.doc, differing, alignment })
    const { $head } = state.selection
    for (const { before, after } of alignment) {
      const element = this.elements[before]
      const caret = $head.index(0) === after ? $head.parentOffset : undefined
      if (!(element instanceof Y.XmlElement)) continue
      const [oldChild, newChild] = [old.child(before), state.doc.child(after)]
      updateElement(element, oldChild, newChild, { caret, changes: within?.get(before) })
    }
    this.elements = [
      ...elements.slice(0, differing.start),
      ...written,
      ...elements.slice(differing.beforeEnd),
    ]
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
    const read = (element: unknown, known: Node | undefined) =>
      known === undefined || changed.has(element) ? this.#reader.read(element) : known
    if (elements === before.elements)
      return elements.map((element, index) => read(element, before.nodes[index]))
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

function childrenOf(doc: Node): Node[] {
  const nodes: Node[] = []
  doc.forEach(node => {
    nodes.push(node)
  })
  return nodes
}
