import * as Y from 'yjs'
import { Awaited } from './awaited.ts'
import { type Concurrency, type ConcurrentChanges, readConcurrentChanges } from './concurrent-changes.ts'
import { Copies, nameOf } from './copies.ts'
import { type Character, type DeletedText, readDeleted } from './deleted-text.ts'
import { followPlace, placeBehind } from './follow-caret.ts'
import { insertAt, putInOrder } from './put-in-order.ts'
import { deletedTexts, unseenBy } from './unseen.ts'
import { type Place, skip, Whereabouts } from './whereabouts.ts'

/** The origin of words that are brought back: nobody's undo takes them away again. */
const rescued = { editor: 'rescue' }
/** So many of the last pieces that were brought back are watched. */
const mostRuns = 100

/** Where a place of a deleted text is; undefined: nowhere. */
type Follow = (place: Y.RelativePosition) => Y.RelativePosition | undefined

export interface DeletionWatch {
  /** Asked when blocks have been deleted, before anything is back; what it answers with is called when all is. */
  deleted: (read: (place: Y.RelativePosition) => () => Y.RelativePosition | undefined) => () => void
  /** Others have brought something back: a place right before it is behind it then. */
  returned: (follow: Follow) => void
}

export interface Rescue {
  watch(deletions: DeletionWatch): () => void
  close(): void
}

/**
 * Brings back what was written into a block while somebody else deleted it. Yjs deletes a block with all that is in it, also what the one who
 * deleted it had never seen, and to Yjs a block that is moved, or joined to the one before, is deleted and written anew. The
 * words go to where the block went; if it is gone, into one of their own in its place. It needs no editor: words that are left on a
 * device are sent without one.
 *
 * One person's words may come back from several windows, at several times: each goes behind what stands for the character before it, as far as
 * the window knows. Who brought something back sees to it that what its writer went on with meanwhile stands behind it.
 */
export class WordRescue implements Rescue {
  readonly #content: Y.XmlFragment
  readonly #concurrency: Concurrency
  readonly #watches = new Set<DeletionWatch>()
  readonly #copies = new Copies()
  readonly #awaited = new Awaited(this.#copies)
  /** What this window has brought back, in its runs. */
  #own: (readonly Y.ID[])[] = []
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
    const { doc, origin, deleteSet } = transaction
    if (origin === rescued) this.#tell()
    const steps = this.#concurrency.arriving(transaction)
    if (steps === undefined) return
    const hasDeleted = deleteSet.clients.size > 0 && deletedTexts(transaction, deleteSet).size > 0
    if (!hasDeleted && this.#awaited.isEmpty && this.#own.length === 0) return
    const unsaved = this.#concurrency.unsaved()
    const isOnlyRead = unsaved.length === 0 && !steps.some(step => 'saved' in step)
    // Where one reads a whole document anew, and wrote nothing, only a caret could be taken along: that is not worth reading it twice.
    if (isOnlyRead && steps.some(step => 'snapshot' in step)) return
    const changes = readConcurrentChanges(steps, unsaved)
    // In a text that was moved on it can be read in this transaction alone, and says in which order that one is to be read.
    const returned = this.#awaited.find(changes, new Whereabouts(doc, changes, this.#copies))
    const deleted = hasDeleted ? this.#read(transaction, changes) : []
    if (hasDeleted)
      this.#whenBack = [...this.#watches].map(watch =>
        watch.deleted(place => followPlace(doc, place, changes, this.#copies)),
      )
    const whereabouts = new Whereabouts(doc, changes, this.#copies)
    returned.push(...this.#awaited.find(changes, whereabouts))
    const isNothingLost = deleted.every(({ characters }) => characters.every(({ is }) => is !== 'lost'))
    if (isNothingLost && this.#own.length === 0) this.#tell()
    // The transaction that begins here ends, and is shown, after this one.
    else
      doc.transact(() => {
        for (const lost of deleted) this.#bringBack(lost, whereabouts)
        this.#own = putInOrder(this.#own, whereabouts, this.#copies)
      }, rescued)
    if (returned.length > 0)
      for (const watch of this.#watches) watch.returned(place => placeBehind(place, returned))
  }

  /** The texts that were deleted with something in them that their deleter had not seen. */
  #read(transaction: Y.Transaction, changes: ConcurrentChanges): DeletedText[] {
    const unseen = unseenBy(transaction, changes)
    const read = [...deletedTexts(transaction, unseen)].flatMap(text => {
      const deleted = readDeleted(text, unseen, changes, this.#copies)
      if (deleted !== undefined) this.#awaited.add(deleted)
      return deleted ?? []
    })
    // Of one that was moved on before one heard of it, what was written before that comes first.
    return read.sort((a, b) => firstLost(a) - firstLost(b))
  }

  #tell(): void {
    for (const back of this.#whenBack.splice(0)) back()
  }

  #bringBack({ text, characters }: DeletedText, whereabouts: Whereabouts): void {
    const ids = characters.map(({ id }) => id)
    const anew: Character[][] = []
    for (const [from, run] of lostRuns(characters)) {
      const place = whereabouts.behind(ids.slice(0, from), ids.slice(from + run.length))
      if (place === undefined) anew.push(run)
      else this.#keep(run, insertAt(this.#pastEarlier(place, run, ids), wordsOf(run)))
    }
    if (anew.some(run => wordsOf(run).trim() !== '')) this.#writeAnew(text, anew)
  }

  /** Past what the same person wrote at this place before it was moved there. */
  #pastEarlier(place: Place, [first]: readonly Character[], ids: readonly Y.ID[]): Place {
    const writer = first && (this.#copies.writerOf(first.id) ?? first.id.client)
    const fromHere = new Set(ids.map(id => nameOf(this.#copies.of(id) ?? id)))
    return skip(place, id => this.#copies.writerOf(id) === writer && !fromHere.has(nameOf(id)))
  }

  #writeAnew(text: Y.XmlText, runs: readonly Character[][]): void {
    const block = new Y.XmlElement('block')
    const written = new Y.XmlText()
    block.insert(0, [written])
    this.#content.insert(indexWithin(this.#content, text), [block])
    for (const run of runs) {
      const gap = written.length > 0 ? ' ' : ''
      this.#keep(
        run,
        insertAt({ text: written, index: written.length }, gap + wordsOf(run)).slice(gap.length),
      )
    }
  }

  #keep(run: readonly Character[], copies: readonly Y.ID[]): void {
    for (const [at, { id }] of run.entries()) {
      const copy = copies[at]
      if (copy !== undefined) this.#copies.add(id, copy)
    }
    this.#own = [...this.#own, copies].slice(-mostRuns)
  }
}

/** What is ours to bring back, in one piece where it stood in one, and which character of all each begins with. */
function lostRuns(characters: readonly Character[]): Map<number, Character[]> {
  const runs = new Map<number, Character[]>()
  let run: Character[] | undefined
  for (const [at, character] of characters.entries()) {
    if (character.is !== 'lost') run = undefined
    else if (run !== undefined) run.push(character)
    else {
      run = [character]
      runs.set(at, run)
    }
  }
  return runs
}

function firstLost({ characters }: DeletedText): number {
  return characters.find(({ is }) => is === 'lost')?.id.clock ?? 0
}

function wordsOf(run: readonly Character[]): string {
  return run.map(({ character }) => character).join('')
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
