import type { EditorState } from '@tiptap/pm/state'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { fromYjs } from '../binding/binding.ts'
import { childWith, startOf } from '../binding/positions.ts'
import { outsideComposition } from '../view/composition.ts'
import type { CaretOptions } from './carets.ts'
import { decodeCursor } from './published-caret.ts'

/** For how long after their last letter somebody counts as writing, in ms, and how long the mark then takes to fade. */
const writesForMs = 3_000
const fadesForMs = 400

/** Somebody who writes in a block, or did a moment ago. */
type Writer = { id: number; until: number; isFading: boolean }

/** What others changed at once: in which blocks, and the Yjs client IDs of those who added something. */
type Edit = { blocks: ReadonlySet<unknown>; authors: ReadonlySet<number>; at: number }

/** A caret may be told after what was written at it. In ms. */
const caretComesWithinMs = 500

const redraw = 'redrawWriters'
const writersKey = new PluginKey<DecorationSet>('writers')

/** Marks the edge of blocks in which others write, for as long as they do. Who writes is whoever has the caret in a
 *  block that changes. */
export function writersPlugin(options: CaretOptions): Plugin<DecorationSet> {
  const writers = new Map<unknown, Writer>()
  return new Plugin({
    key: writersKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, decorations, _, state) {
        if (transaction.getMeta(redraw)) return draw(state, writers, options)
        if (decorations === DecorationSet.empty || !transaction.docChanged) return decorations
        if (transaction.getMeta(fromYjs)) return draw(state, writers, options)
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
  for (const [element, { id, isFading }] of writers) {
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
  let timer: ReturnType<typeof setTimeout> | undefined
  const { ask: show, destroy: showNoMore } = outsideComposition(view, () =>
    view.dispatch(view.state.tr.setMeta(redraw, true).setMeta('addToHistory', false)),
  )
  const wait = () => {
    const next = Math.min(...[...writers.values()].map(({ until }) => until))
    timer = writers.size === 0 ? undefined : setTimeout(age, Math.max(0, next - Date.now()))
  }
  const age = () => {
    if (grownOld(writers, Date.now())) show()
    wait()
  }
  const mark = (edit: Edit) => {
    let isNews = false
    for (const [element, id] of whoWrote(edit, options)) {
      const known = writers.get(element)
      // Two who write in one block take no turns with the mark's colour.
      if (known !== undefined && !known.isFading && known.id !== id) continue
      if (known === undefined || known.isFading) isNews = true
      writers.set(element, { id, until: edit.at + writesForMs, isFading: false })
    }
    if (isNews) show()
    if (timer === undefined) wait()
  }
  let latest: Edit | undefined
  const follow = (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    if (transaction.local) return
    const blocks = new Set(events.map(({ target }) => childWith(binding.fragment, target)))
    latest = { blocks, authors: authorsOf(transaction), at: Date.now() }
    mark(latest)
  }
  // Who goes to another block and writes at once is heard of there a moment after the first letters.
  const again = () => {
    if (latest !== undefined && Date.now() - latest.at < caretComesWithinMs) mark(latest)
  }
  binding.fragment.observeDeep(follow)
  awareness.on('change', again)
  return {
    destroy() {
      clearTimeout(timer)
      showNoMore()
      writers.clear()
      binding.fragment.unobserveDeep(follow)
      awareness.off('change', again)
    },
  }
}

function authorsOf({ beforeState, afterState }: Y.Transaction): ReadonlySet<number> {
  const grown = [...afterState].filter(([client, clock]) => clock > (beforeState.get(client) ?? 0))
  return new Set(grown.map(([client]) => client))
}

/** Has those fade who have stopped, and forgets those who have faded. Whether anything is to be drawn anew. */
function grownOld(writers: Map<unknown, Writer>, now: number): boolean {
  let isNews = false
  for (const [element, { id, until, isFading }] of writers) {
    if (until > now) continue
    isNews = true
    if (isFading) writers.delete(element)
    else writers.set(element, { id, until: now + fadesForMs, isFading: true })
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
