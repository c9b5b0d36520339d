import * as Y from 'yjs'
import { type Change, type ConcurrentChanges, isText, type TextItem } from './concurrent-changes.ts'
import { type Copies, nameOf } from './copies.ts'
import { charactersOf, readDeleted } from './deleted-text.ts'

export interface Place {
  text: Y.XmlText
  index: number
}

/** Shorter than this it may stand anywhere by chance: the whole of what was inserted must be it. */
const tellingLength = 4

/** One update that moved words to and fro could lead round in a circle. */
const mostHops = 32

/** Where the characters of texts are that were moved, or joined to others, or brought back. */
export class Whereabouts {
  readonly doc: Y.Doc
  readonly #changes: ConcurrentChanges
  readonly #copies: Copies
  readonly #moves = new Map<Y.XmlText, ReadonlyMap<string, Y.ID>>()

  constructor(doc: Y.Doc, changes: ConcurrentChanges, copies: Copies) {
    this.doc = doc
    this.#changes = changes
    this.#copies = copies
  }

  /** Where a character is; undefined where it is gone. */
  of(id: Y.ID, hops = mostHops): Place | undefined {
    const next = this.next(id)
    if (next !== undefined) return hops > 0 ? this.of(next, hops - 1) : undefined
    const item = itemAt(this.doc, id)
    if (item?.deleted !== false || !(item.parent instanceof Y.XmlText)) return undefined
    let index = id.clock - item.id.clock
    for (let { left } = item; left !== null; left = left.left)
      if (!left.deleted && left.countable) index += left.length
    return { text: item.parent, index }
  }

  /** Where one comes to behind these, the last of those that are there; or else before the first of what followed them. */
  behind(before: readonly Y.ID[], after: readonly Y.ID[]): Place | undefined {
    for (const id of [...before].reverse()) {
      const place = this.of(id)
      if (place !== undefined) return { ...place, index: place.index + 1 }
    }
    for (const id of after) {
      const place = this.of(id)
      if (place !== undefined) return place
    }
    return undefined
  }

  /** As far as one comes by `next`: in a moment what is gone may not be readable any more. */
  end(id: Y.ID, hops = mostHops): Y.ID {
    const next = hops > 0 ? this.next(id) : undefined
    return next === undefined ? id : this.end(next, hops - 1)
  }

  /** What stands for a character of a text that is gone, and may be gone in turn. */
  next(id: Y.ID): Y.ID | undefined {
    const copy = this.#copies.of(id)
    if (copy !== undefined) return copy
    const item = itemAt(this.doc, id)
    if (item?.deleted !== true || !(item.parent instanceof Y.XmlText)) return undefined
    return this.#movesOf(item.parent).get(nameOf(id))
  }

  #movesOf(text: Y.XmlText): ReadonlyMap<string, Y.ID> {
    const known = this.#moves.get(text)
    if (known !== undefined) return known
    const moves = this.#findMoves(text)
    this.#moves.set(text, moves)
    return moves
  }

  #findMoves(text: Y.XmlText): ReadonlyMap<string, Y.ID> {
    const deleted = readDeleted(text, Y.createDeleteSet(), this.#changes, this.#copies)
    const seen = deleted?.characters.filter(({ is }) => is === 'seen') ?? []
    const words = seen.map(({ character }) => character).join('')
    if (deleted === undefined || words === '') return new Map()
    const ids = findMoved(this.doc, words, deleted.movedBy, text)
    return new Map(seen.flatMap(({ id }, at) => (ids?.[at] === undefined ? [] : [[nameOf(id), ids[at]]])))
  }
}

/** Behind the characters right there that are to be passed. */
export function skip({ text, index }: Place, isPassed: (id: Y.ID) => boolean): Place {
  let offset = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    for (let i = 0; i < item.length; i++, offset++) {
      if (offset < index) continue
      if (!isPassed(Y.createID(item.id.client, item.id.clock + i))) return { text, index: offset }
    }
  }
  return { text, index: offset }
}

/** The characters that these words became. */
function findMoved(
  doc: Y.Doc,
  words: string,
  movedBy: readonly Change[],
  from: Y.XmlText,
): readonly Y.ID[] | undefined {
  const texts = [...textsWith(doc, movedBy)].filter(text => text !== from)
  const [live, gone] = [texts.filter(isLive), texts.filter(text => !isLive(text))]
  const mover = movedBy.slice(0, 1)
  // Whole, where it was moved, though that may have gone on from there; a part of more, where it was joined to that.
  for (const [among, changes] of [
    [live, mover],
    [live, movedBy],
    [gone, mover],
  ] as const) {
    for (const text of among) {
      const written = insertedInto(text, changes)
      if (written.words === words) return written.ids
    }
  }
  if (words.length < tellingLength) return undefined
  for (const text of live) {
    const written = insertedInto(text, movedBy)
    const at = written.words.indexOf(words)
    if (at >= 0) return written.ids.slice(at, at + words.length)
  }
  return undefined
}

/** The texts into which these changes have inserted something. */
function textsWith(doc: Y.Doc, changes: readonly Change[]): Set<Y.XmlText> {
  const texts = new Set<Y.XmlText>()
  for (const { id } of changes.flatMap(change => change.texts)) {
    const item = itemAt(doc, id)
    if (item?.parent instanceof Y.XmlText) texts.add(item.parent)
  }
  return texts
}

function isLive(text: Y.XmlText): boolean {
  return text._item?.deleted === false
}

/** What these changes have inserted, and, in a text that is there, is still there. */
function insertedInto(text: Y.XmlText, changes: readonly Change[]): { words: string; ids: Y.ID[] } {
  let words = ''
  const ids: Y.ID[] = []
  for (const { character, id, item } of charactersOf(text)) {
    if (character === '' || (item.deleted && isLive(text)) || !changes.some(change => change.inserts(id)))
      continue
    words += character
    ids.push(id)
  }
  return { words, ids }
}

export function itemAt({ store }: Y.Doc, id: Y.ID): TextItem | undefined {
  if (Y.getState(store, id.client) <= id.clock) return undefined
  const item: unknown = Y.getItem(store, id)
  return isText(item) ? item : undefined
}
