import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import type { Awareness } from 'y-protocols/awareness'
import { type Binding, fromYjs } from '../binding/binding.ts'
import { elementAt, toAbsolute } from '../binding/positions.ts'
import type { Person, QuireEditor } from '../types.ts'
import { caretElement } from './caret-element.ts'
import { decodeCursor, publishCaret, withdrawCaret } from './published-caret.ts'
import { withChanges } from './with-changes.ts'

export type CaretOptions = {
  awareness: Awareness
  binding: Binding
  person: (awarenessId: number) => Person | undefined
  onPeopleChange: (listener: () => void) => () => void
}

/** A selection longer than this is tinted up to here: a tint costs elements in every block. In positions. */
const maxTint = 20_000

const redraw = 'redrawCarets'
/** Shows the name on somebody's caret again, as if it had just come there. */
export function showName({ view, state }: QuireEditor, awarenessId: number): void {
  view.dispatch(state.tr.setMeta(redraw, awarenessId).setMeta('addToHistory', false))
}

const caretsKey = new PluginKey<DecorationSet>('carets')

/** Shows where the others are, and tells them where this person is. */
export function caretsPlugin(options: CaretOptions): Plugin<DecorationSet> {
  const draw = caretDrawer(options)
  return new Plugin({
    key: caretsKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, decorations, _, state) {
        const fromOthers =
          transaction.getMeta(redraw) || (transaction.docChanged && transaction.getMeta(fromYjs))
        if (fromOthers) return draw(state, transaction.getMeta(redraw))
        return moved(decorations, transaction)
      },
    },
    props: { decorations: state => caretsKey.getState(state) },
    view: view => followPeople(view, options),
  })
}

function moved(decorations: DecorationSet, transaction: Transaction): DecorationSet {
  if (decorations === DecorationSet.empty || !transaction.docChanged) return decorations
  return decorations.map(transaction.mapping, transaction.doc)
}

function followPeople(view: EditorView, { awareness, binding, onPeopleChange }: CaretOptions) {
  const publish = () => publishCaret(awareness, binding, view)
  const drawing = withChanges(view, binding, () =>
    view.dispatch(view.state.tr.setMeta(redraw, true).setMeta('addToHistory', false)),
  )
  const draw = drawing.ask
  const onAwareness = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
    if ([...added, ...updated, ...removed].some(id => id !== awareness.clientID)) draw()
  }
  awareness.on('change', onAwareness)
  const unsubscribe = onPeopleChange(draw)
  view.dom.addEventListener('focusin', publish)
  view.dom.addEventListener('focusout', publish)
  return {
    update(view: EditorView, before: EditorState) {
      if (caretsKey.getState(view.state) !== caretsKey.getState(before)) drawing.done()
      publish()
    },
    destroy() {
      awareness.off('change', onAwareness)
      unsubscribe()
      drawing.destroy()
      view.dom.removeEventListener('focusin', publish)
      view.dom.removeEventListener('focusout', publish)
      withdrawCaret(awareness)
    },
  }
}

/**
 * Draws everybody's caret. A caret that stayed where it was keeps its element, and with it the fading of its name;
 * one that moved gets a new element, and shows its name again.
 */
function caretDrawer({
  awareness,
  binding,
  person,
}: CaretOptions): (state: EditorState, named: unknown) => DecorationSet {
  const last = new Map<number, { element: unknown; offset: number; moves: number }>()
  return ({ doc }, named) => {
    const decorations: Decoration[] = []
    const states = awareness.getStates()
    for (const id of last.keys()) if (!states.has(id)) last.delete(id)
    for (const [id, state] of states) {
      const cursor = id === awareness.clientID ? undefined : decodeCursor(state)
      const who = cursor && person(id)
      const { fragment, elements, shapes } = binding
      const rendering = { fragment, elements, shapes, doc }
      const head = cursor && toAbsolute(rendering, cursor.head)
      const anchor = cursor && toAbsolute(rendering, cursor.anchor)
      if (who === undefined || head === undefined || anchor === undefined) continue
      const $head = doc.resolve(head)
      const element = elementAt(rendering, $head)
      const offset = $head.parentOffset
      const before = last.get(id)
      const stayed = id !== named && before?.element === element && before?.offset === offset
      const moves = (before?.moves ?? 0) + (stayed ? 0 : 1)
      last.set(id, { element, offset, moves })
      const key = [id, moves, who.name, who.color].join(' ')
      decorations.push(Decoration.widget(head, () => caretElement(who), { key, side: 10, marks: [] }))
      if (anchor !== head) decorations.push(tint(anchor, head, who.color))
    }
    return decorations.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, decorations)
  }
}

function tint(anchor: number, head: number, color: string): Decoration {
  const from = Math.max(Math.min(anchor, head), head - maxTint)
  const to = Math.min(Math.max(anchor, head), head + maxTint)
  return Decoration.inline(from, to, { class: 'quire-selection', style: `--person: ${color}` })
}
