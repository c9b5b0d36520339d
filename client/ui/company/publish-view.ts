import { describeView } from '../../editor/carets/whereabouts.ts'
import { freeSpace } from '../document/free-space.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { followerOf } from './follow.ts'

/** Tells where this window is in the text, while somebody follows it: nobody else needs the messages. Returns its own undo. */
export function publishView(opened: OpenDocument): () => void {
  const { awareness } = opened.provider
  const { whom } = followerOf(opened)
  let frame: number | undefined

  // Two who follow each other would push each other along for ever.
  const isFollowed = () => whom.get() === undefined && isAskedFor(opened)
  const publish = () => {
    frame = undefined
    const editor = opened.editor.get()
    const asked = editor !== undefined && isFollowed()
    const view = asked ? (describeView(editor, freeSpace(editor.view.dom)) ?? null) : null
    const shared = awareness.getLocalState()?.view ?? null
    if (JSON.stringify(view) !== JSON.stringify(shared)) awareness.setLocalStateField('view', view)
  }
  const later = () => {
    frame ??= requestAnimationFrame(publish)
  }
  const scrolled = () => {
    if (isFollowed()) later()
  }
  addEventListener('scroll', scrolled, { passive: true })
  addEventListener('resize', scrolled)
  awareness.on('change', later)
  const unsubscribe = whom.subscribe(later)
  later()
  return () => {
    removeEventListener('scroll', scrolled)
    removeEventListener('resize', scrolled)
    awareness.off('change', later)
    unsubscribe()
    if (frame !== undefined) cancelAnimationFrame(frame)
    awareness.setLocalStateField('view', null)
  }
}

function isAskedFor({ provider: { awareness }, participants }: OpenDocument): boolean {
  return [...awareness.getStates()].some(
    ([id, { follows }]) =>
      id !== awareness.clientID &&
      Array.isArray(follows) &&
      follows.includes(awareness.clientID) &&
      participants.get().some(({ awarenessId }) => awarenessId === id),
  )
}
