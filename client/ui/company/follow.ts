import { showName } from '../../editor/carets/carets.ts'
import { caretPosition, placeOfView } from '../../editor/carets/whereabouts.ts'
import type { QuireEditor } from '../../editor/index.ts'
import { freeSpace } from '../document/free-space.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { type PersonHere, peopleHere } from '../document/people.ts'
import { breath } from '../document/scroll-to-caret.ts'
import { type Cell, cell, type Observable } from '../parts/observable.ts'
import { endOnInput } from './end-on-input.ts'
import { openGlide } from './glide.ts'

export interface Follower {
  /** Whom this window follows. */
  readonly whom: Observable<PersonHere | undefined>
  /** Keeps the page where they are, until one does something oneself, or they leave. */
  readonly follow: (person: PersonHere) => void
  readonly stop: () => void
  /** Shows where they are, once. */
  readonly jump: (person: PersonHere) => void
}

const followers = new WeakMap<OpenDocument, Follower>()

/** Of this window, for as long as the document is open in it. It holds nothing while nobody is followed. */
export function followerOf(opened: OpenDocument): Follower {
  const follower = followers.get(opened) ?? openFollower(opened)
  followers.set(opened, follower)
  return follower
}

type Change = Record<'added' | 'updated' | 'removed', number[]>

function openFollower(opened: OpenDocument): Follower {
  const { provider, participants, status } = opened
  const { awareness } = provider
  const whom: Cell<PersonHere | undefined> = cell<PersonHere | undefined>(undefined)
  const glide = openGlide()
  let leave = () => {}

  const show = (ids: readonly number[], isSought: boolean) => {
    const editor = opened.editor.get()
    const id = windowOf(ids, awareness.getStates())
    if (editor === undefined || id === undefined) return
    const state = awareness.getStates().get(id) ?? {}
    const caret = caretPosition(editor, state)
    const theirs = placeOfView(editor, state)
    // Who scrolls away from their caret reads on elsewhere.
    const isAtCaret = isSought || theirs?.showsCaret !== false
    glide.to(whereToScroll(editor, theirs?.y, isAtCaret ? caret : undefined))
    if (isSought && caret !== undefined) showName(editor, id)
  }
  /** They tell where their window is for as long as somebody asks. */
  const ask = ({ awarenessIds }: PersonHere) => awareness.setLocalStateField('follows', awarenessIds)
  const look = () => {
    const known = whom.get()
    if (known === undefined) return
    const now = peopleHere(participants.get(), awareness.clientID).find(({ key }) => key === known.key)
    if (now !== undefined) {
      whom.set(now)
      if (now.awarenessIds.join() !== known.awarenessIds.join()) ask(now)
      return
    }
    // Who is away from the server knows nothing of the others.
    if (status.get().state === 'live') end()
  }
  const hear = ({ added, updated }: Change) => {
    const theirs = whom.get()?.awarenessIds ?? []
    const changed = [...added, ...updated].filter(id => theirs.includes(id))
    // They are told of before the change of the text with which they came is shown.
    if (changed.length > 0) queueMicrotask(() => whom.get() !== undefined && show(changed, false))
  }
  const end = () => {
    leave()
    leave = () => {}
    glide.stop()
    awareness.setLocalStateField('follows', null)
    whom.set(undefined)
  }
  return {
    whom,
    follow(person) {
      leave()
      whom.set(person)
      ask(person)
      awareness.on('change', hear)
      const undo = [endOnInput(end), participants.subscribe(look), () => awareness.off('change', hear)]
      leave = () => {
        for (const each of undo) each()
      }
      show(person.awarenessIds, true)
    },
    stop: () => {
      if (whom.get() !== undefined) end()
    },
    jump: person => show(person.awarenessIds, true),
  }
}

/** Of somebody's windows the one with a caret, if there is one. */
function windowOf(
  ids: readonly number[],
  states: ReadonlyMap<number, { readonly [key: string]: unknown }>,
): number | undefined {
  const known = ids.filter(id => states.has(id))
  return known.find(id => states.get(id)?.cursor != null) ?? known[0]
}

/** So that the text begins where theirs does, and their caret is in sight where it has just moved. */
function whereToScroll(editor: QuireEditor, viewAt: number | undefined, caret: number | undefined): number {
  const { top, bottom } = freeSpace(editor.view.dom)
  const by = viewAt === undefined ? 0 : viewAt - top
  if (caret === undefined) return scrollY + by
  const at = editor.view.coordsAtPos(caret)
  const above = at.top - by - (top + breath)
  const below = at.bottom - by - (bottom - breath)
  return scrollY + by + (above < 0 ? above : Math.max(0, below))
}
