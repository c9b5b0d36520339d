import * as Y from 'yjs'
import { type Concurrency, type ConcurrentChanges, readConcurrentChanges } from './concurrent-changes.ts'
import type { DeletedText } from './deleted-text.ts'
import { findDestination } from './destination.ts'
import { deletedTexts, findLostWords } from './lost-words.ts'

/** The origin of words that are brought back: nobody's undo takes them away again. */
const rescued = { editor: 'rescue' }

/**
 * Brings back what was written into a block while somebody else deleted it. Yjs deletes a block with all that is in it, also what the one who
 * deleted it had never seen, and to Yjs a block that is moved, or joined to the one before, is deleted and written anew. The
 * words go to where the block went; if it is gone, into one of their own in its place. `watch` is asked when blocks have been
 * deleted, and what it answers with is called when all is back.
 */
export function rescueWords(
  content: Y.XmlFragment,
  { arriving, unsaved }: Concurrency,
  watch: (transaction: Y.Transaction, changes: ConcurrentChanges) => () => void = () => () => {},
): () => void {
  const { doc } = content
  let whenBack = () => {}
  const look = (transaction: Y.Transaction) => {
    if (transaction.origin === rescued) whenBack()
    const steps = arriving(transaction)
    if (doc === null || steps === undefined || transaction.deleteSet.clients.size === 0) return
    if (deletedTexts(transaction, transaction.deleteSet).size === 0) return
    const changes = readConcurrentChanges(steps, unsaved())
    const afterwards = watch(transaction, changes)
    const lost = findLostWords(transaction, changes)
    if (lost.length === 0) {
      afterwards()
      return
    }
    // The transaction that begins here ends, and is shown, after this one.
    whenBack = afterwards
    doc.transact(() => {
      for (const words of lost) bringBack(content, words)
    }, rescued)
  }
  doc?.on('afterTransaction', look)
  return () => doc?.off('afterTransaction', look)
}

function bringBack(content: Y.XmlFragment, lost: DeletedText): void {
  const destination = content.doc && findDestination(content.doc, lost)
  if (!destination) {
    writeAnew(content, lost)
    return
  }
  // From the end on: what is inserted moves what comes behind it.
  for (const { words, after } of lost.pieces.reverse())
    destination.text.insert(destination.behind(after), words)
}

function writeAnew(content: Y.XmlFragment, { text, pieces }: DeletedText): void {
  const block = new Y.XmlElement('block')
  block.insert(0, [new Y.XmlText(pieces.map(({ words }) => words).join(' '))])
  content.insert(indexWithin(content, text), [block])
}

/** Where in the content what holds `text` is, or was. */
function indexWithin(content: Y.XmlFragment, text: Y.XmlText): number {
  let item = text._item
  while (item !== null && item.parent !== content)
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null
  let index = 0
  for (let before = item?.left ?? null; before !== null; before = before.left)
    if (!before.deleted && before.countable) index += before.length
  return index
}
