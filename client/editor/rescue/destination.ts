import * as Y from 'yjs'
import { type Change, isText } from './concurrent-changes.ts'
import type { DeletedText } from './deleted-text.ts'

export interface Destination {
  text: Y.XmlText
  /** Where in `text` one comes to behind so many characters of what was seen. */
  behind: (seen: number) => number
}

/** Shorter than this it may stand anywhere by chance: the whole of what was inserted must be it. */
const tellingLength = 4

/** Where the text stands that the words were written into, when it was moved, or joined to another; undefined: nowhere. */
export function findDestination(doc: Y.Doc, { seen, movedBy }: DeletedText): Destination | undefined {
  if (seen === '') return undefined
  const written = [...textsWith(doc, movedBy)].map(text => ({ text, ...insertedInto(text, movedBy) }))
  // Whole, where it was moved; a part of more, where it was joined to that.
  const moved = written.find(({ characters }) => characters === seen)
  const joined =
    seen.length < tellingLength ? [] : written.filter(({ characters }) => characters.includes(seen))
  for (const { text, characters, places } of moved ? [moved] : joined) {
    const at = characters.indexOf(seen)
    return { text, behind: count => (count === 0 ? (places[at] ?? 0) : (places[at + count - 1] ?? 0) + 1) }
  }
  return undefined
}

/** The texts, still there, into which these changes have inserted something. */
function textsWith(doc: Y.Doc, changes: readonly Change[]): Set<Y.XmlText> {
  const texts = new Set<Y.XmlText>()
  for (const { id } of changes.flatMap(change => change.texts)) {
    if (Y.getState(doc.store, id.client) <= id.clock) continue
    const item: unknown = Y.getItem(doc.store, id)
    if (!isText(item) || !(item.parent instanceof Y.XmlText)) continue
    if (item.parent._item?.deleted === false) texts.add(item.parent)
  }
  return texts
}

/** What these changes have inserted and is still there, with the offset in the text of each character. */
function insertedInto(text: Y.XmlText, changes: readonly Change[]): { characters: string; places: number[] } {
  let characters = ''
  const places: number[] = []
  let offset = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (isText(item)) {
      for (let i = 0; i < item.length; i++) {
        const id = Y.createID(item.id.client, item.id.clock + i)
        if (!changes.some(change => change.inserts(id))) continue
        characters += item.content.str[i] ?? ''
        places.push(offset + i)
      }
    }
    offset += item.length
  }
  return { characters, places }
}
