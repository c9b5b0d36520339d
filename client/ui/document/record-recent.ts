import { excerpt } from '../../editor/index.ts'
import type { Status } from '../../sync/status.ts'
import { isMadeHere } from '../device/made-here.ts'
import { recentDocuments, withOpened, without } from '../device/recent-documents.ts'
import { hasContent, type OpenDocument } from './open-document.ts'

/** Reading the whole text for its excerpt at every key would be felt in a long document. */
const recordEveryMs = 2_000

/** Keeps the document's place in the list of recent ones, with title and excerpt as they read here. Returns its undo. */
export function recordRecent(opened: OpenDocument): () => void {
  const { id, doc, editor, status, synced } = opened
  let timer: ReturnType<typeof setTimeout> | undefined
  let isListed = false
  const record = () => {
    clearTimeout(timer)
    timer = undefined
    // Nothing to see yet: what the list knows from earlier is better. Nor is it known that there is such a document.
    if (
      opened.isGivenUp ||
      isTrashed(status.get()) ||
      editor.get() === undefined ||
      !(synced.get() || hasContent(doc) || isMadeHere(id))
    )
      return
    // Taken off the list meanwhile, by hand or because somebody signed out: it must not come back by itself.
    const list = recentDocuments.latest()
    if (isListed && !list.some(recent => recent.id === id)) return
    isListed = true
    const title = doc.getText('title').toString()
    recentDocuments.set(withOpened(list, { id, title, excerpt: excerpt(doc), at: Date.now() }))
  }
  const later = () => {
    timer ??= setTimeout(record, recordEveryMs)
  }
  const finish = () => {
    if (timer !== undefined) record()
  }
  doc.on('update', later)
  const leaveTrashed = () => {
    const now = status.get()
    // Words that wait here are found by the list.
    if (!isTrashed(now) || now.unsaved > 0) return
    isListed = false
    if (recentDocuments.get().some(recent => recent.id === id))
      recentDocuments.set(without(recentDocuments.get(), id))
  }
  const subscriptions = [editor.subscribe(record), synced.subscribe(record), status.subscribe(leaveTrashed)]
  addEventListener('pagehide', finish)
  record()
  return () => {
    removeEventListener('pagehide', finish)
    for (const unsubscribe of subscriptions) unsubscribe()
    doc.off('update', later)
    record()
  }
}

function isTrashed(status: Status): boolean {
  return status.state === 'refused' && status.cause === 'trashed'
}
