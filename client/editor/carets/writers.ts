import type { EditorState } from '@tiptap/pm/state'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { fromYjs } from '../binding/binding.ts'
import { childWith, startOf } from '../binding/positions.ts'
import { drawnOrNot, isUndrawn } from '../view/far-blocks.ts'
import type { CaretOptions } from './carets.ts'
import { decodeCursor } from './published-caret.ts'
import { withChanges } from './with-changes.ts'

/** For how long after their last letter somebody counts as writing, in ms, and how long the mark then takes to fade. */
const writesForMs = 3_000
const fadesForMs = 400

/** Somebody who writes in a block, or did a moment ago. */
type Writer = {
  id: number
  until: number
  isFading: boolean
  /** The block on the screen, where it may be one that is not drawn. */
  block?: Element | undefined
}

/** What others changed at once: in which blocks, and the Yjs client IDs of those who added something. */
type Edit = { blocks: ReadonlySet<unknown>; authors: ReadonlySet<number>; at: number }

/** A caret may be told after what was written at it. In ms. */
const caretComesWithinMs = 500
/** While others write without a pause, a mark that is due to go waits for their next change, and goes with that. In ms. */
const nextChangeWithinMs = 300

const redraw = 'redrawWriters'
const writersKey = new PluginKey<DecorationSet>('writers')

/** Marks the edge of blocks in which others write, for as long as they do: one block of each. Who writes is whoever has
 *  the caret in a block that changes. */
export function writersPlugin(options: CaretOptions): Plugin<DecorationSet> {
  const writers = new Map<unknown, Writer>()
  return new Plugin({
    key: writersKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, decorations, _, state) {
        const isDue = transaction.getMeta(redraw) || (transaction.docChanged && transaction.getMeta(fromYjs))
        if (isDue) return draw(state, writers, options)
        if (decorations === DecorationSet.empty || !transaction.docChanged) return decorations
        return decorations.map(transaction.mapping, transaction.doc)
      },
    },
    props: { decorations: state => writersKey.getState(state) },
    view: view => watchWriters(view, writers, options),
  })
}

function draw(
  { doc }: EditorState,
  writers: ReadonlyMap<unknown, Writer>,
  { binding, person }: CaretOptions,
): DecorationSet {
  const decorations: Decoration[] = []
  for (const [element, { id, isFading, block }] of writers) {
    // Another look of a block lays out all of the text, though nobody sees it.
    if (block !== undefined && isUndrawn(block)) continue
    const index = binding.elements.indexOf(element)
    const who = person(id)
    if (index < 0 || index >= doc.childCount || who === undefined) continue
    const from = startOf(doc, index)
    const classes = isFading ? 'quire-written quire-written-before' : 'quire-written'
    const attributes = { class: classes, style: `--person: ${who.color}` }
    decorations.push(Decoration.node(from, from + doc.child(index).nodeSize, attributes))
  }
  return decorations.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, decorations)
}

function watchWriters(view: EditorView, writers: Map<unknown, Writer>, options: CaretOptions) {
  const { binding, awareness } = options
  const { doc } = binding.fragment
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest: Edit | undefined
  const drawing = withChanges(view, binding, () =>
    view.dispatch(view.state.tr.setMeta(redraw, true).setMeta('addToHistory', false)),
  )
  const wait = (atLeastMs = 0) => {
    const next = Math.min(...[...writers.values()].map(({ until }) => until))
    clearTimeout(timer)
    timer = writers.size === 0 ? undefined : setTimeout(age, Math.max(atLeastMs, next - Date.now()))
  }
  const age = () => {
    const now = Date.now()
    if (latest !== undefined && now - latest.at < nextChangeWithinMs) return wait(nextChangeWithinMs)
    if (grownOld(writers, now)) drawing.ask()
    wait()
  }
  const mark = (edit: Edit) => {
    let isNews = grownOld(writers, edit.at)
    for (const [element, id] of whoWrote(edit, options))
      if (marked(writers, element, { id, at: edit.at, block: blockOf(view, binding, element) })) isNews = true
    if (isNews) drawing.ask()
    if (isNews || timer === undefined) wait()
  }
  // Before the editor follows the change: what it draws then has the marks.
  const follow = (transaction: Y.Transaction) => {
    if (transaction.local) return
    const blocks = new Set([...transaction.changed.keys()].map(type => childWith(binding.fragment, type)))
    latest = { blocks, authors: authorsOf(transaction), at: Date.now() }
    mark(latest)
  }
  // Who goes to another block and writes at once is heard of there a moment after the first letters.
  const again = () => {
    if (latest !== undefined && Date.now() - latest.at < caretComesWithinMs) mark(latest)
  }
  const comesInSight = ({ target }: Event) => {
    if ([...writers.values()].some(({ block }) => block === target)) drawing.ask()
  }
  doc?.on('beforeObserverCalls', follow)
  awareness.on('change', again)
  view.dom.addEventListener(drawnOrNot, comesInSight)
  return {
    update(view: EditorView, before: EditorState) {
      if (writersKey.getState(view.state) !== writersKey.getState(before)) drawing.done()
    },
    destroy() {
      clearTimeout(timer)
      drawing.destroy()
      writers.clear()
      doc?.off('beforeObserverCalls', follow)
      awareness.off('change', again)
      view.dom.removeEventListener(drawnOrNot, comesInSight)
    },
  }
}

/** The block as the editor shows it before it follows the change; undefined where all blocks are drawn. */
function blockOf(
  view: EditorView,
  { elements, doc }: CaretOptions['binding'],
  element: unknown,
): Element | undefined {
  const index = view.dom.hasAttribute('data-long') ? elements.indexOf(element) : -1
  const block = index < 0 ? null : view.nodeDOM(startOf(doc, index))
  return block instanceof Element ? block : undefined
}

/** Marks a block, and no other block of theirs any more. Whether that is news. */
function marked(
  writers: Map<unknown, Writer>,
  element: unknown,
  { id, at, block }: { id: number; at: number; block: Element | undefined },
): boolean {
  const known = writers.get(element)
  // Two who write in one block take no turns with the mark's colour.
  if (known !== undefined && !known.isFading && known.id !== id) return false
  for (const [other, writer] of writers) {
    if (writer.id === id && other !== element && !writer.isFading)
      writers.set(other, { ...writer, until: at + fadesForMs, isFading: true })
  }
  writers.set(element, { id, until: at + writesForMs, isFading: false, block })
  return known === undefined || known.isFading
}

function authorsOf({ beforeState, afterState }: Y.Transaction): ReadonlySet<number> {
  const grown = [...afterState].filter(([client, clock]) => clock > (beforeState.get(client) ?? 0))
  return new Set(grown.map(([client]) => client))
}

/** Has those fade who have stopped, and forgets those who have faded. Whether anything is to be drawn anew. */
function grownOld(writers: Map<unknown, Writer>, now: number): boolean {
  let isNews = false
  for (const [element, writer] of writers) {
    if (writer.until > now) continue
    isNews = true
    if (writer.isFading) writers.delete(element)
    else writers.set(element, { ...writer, until: now + fadesForMs, isFading: true })
  }
  return isNews
}

/** Of those whose caret is in a block that has changed: whoever added to the document just now, if that is known. */
function* whoWrote(
  { blocks, authors }: Edit,
  { awareness, binding, person }: CaretOptions,
): Generator<[element: unknown, id: number]> {
  const there: [unknown, number][] = []
  for (const [id, state] of awareness.getStates()) {
    const cursor = id === awareness.clientID ? undefined : decodeCursor(state)
    if (cursor === undefined || person(id) === undefined) continue
    const element = elementAt(binding.fragment, cursor.head)
    if (element !== undefined && blocks.has(element)) there.push([element, id])
  }
  for (const [element, id] of there) {
    const isKnown = there.some(([other, who]) => other === element && authors.has(who))
    if (authors.has(id) || !isKnown) yield [element, id]
  }
}

function elementAt(fragment: Y.XmlFragment, position: Y.RelativePosition): unknown {
  if (fragment.doc === null) return undefined
  return childWith(fragment, Y.createAbsolutePositionFromRelativePosition(position, fragment.doc)?.type)
}
