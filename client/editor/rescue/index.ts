import * as Y from 'yjs'
import { type Concurrency, type ConcurrentChanges, readConcurrentChanges } from './concurrent-changes.ts'
import type { DeletedText } from './deleted-text.ts'
import { findDestination } from './destination.ts'
import { deletedTexts, findLostWords } from './lost-words.ts'

/** The origin of words that are brought back: nobody's undo takes them away again. */
const rescued = { editor: 'rescue' }

/** Asked when blocks have been deleted, before anything is back; what it answers with is called when all is. */
export type DeletionWatch = (transaction: Y.Transaction, changes: ConcurrentChanges) => () => void

/**
 * Brings back what was written into a block while somebody else deleted it. Yjs deletes a block with all that is in it, also what the one who
 * deleted it had never seen, and to Yjs a block that is moved, or joined to the one before, is deleted and written anew. The
 * words go to where the block went; if it is gone, into one of their own in its place. It needs no editor: words that are left on a
 * device are sent without one.
 */
export class WordRescue {
  readonly #content: Y.XmlFragment
  readonly #concurrency: Concurrency
  readonly #watches = new Set<DeletionWatch>()
  #whenBack: (() => void)[] = []

  constructor(content: Y.XmlFragment, concurrency: Concurrency) {
    this.#content = content
    this.#concurrency = concurrency
    content.doc?.on('afterTransaction', this.#look)
  }

  watch(deletions: DeletionWatch): () => void {
    this.#watches.add(deletions)
    return () => this.#watches.delete(deletions)
  }

  close(): void {
    this.#content.doc?.off('afterTransaction', this.#look)
  }

  readonly #look = (transaction: Y.Transaction): void => {
    if (transaction.origin === rescued) this.#tell()
    const steps = this.#concurrency.arriving(transaction)
    if (steps === undefined || transaction.deleteSet.clients.size === 0) return
    if (deletedTexts(transaction, transaction.deleteSet).size === 0) return
    const unsaved = this.#concurrency.unsaved()
    const isOnlyRead = unsaved.length === 0 && !steps.some(step => 'saved' in step)
    // Where one reads a whole document anew, and wrote nothing, only a caret could be taken along: that is not worth reading it twice.
    if (isOnlyRead && steps.some(step => 'snapshot' in step)) return
    const changes = readConcurrentChanges(steps, unsaved)
    this.#whenBack = [...this.#watches].map(watch => watch(transaction, changes))
    const lost = findLostWords(transaction, changes)
    if (lost.length === 0) {
      this.#tell()
      return
    }
    // The transaction that begins here ends, and is shown, after this one.
    transaction.doc.transact(() => {
      for (const words of lost) bringBack(this.#content, words)
    }, rescued)
  }

  #tell(): void {
    for (const back of this.#whenBack.splice(0)) back()
  }
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
