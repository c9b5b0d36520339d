import * as Y from 'yjs'
import {
  type Change,
  type ConcurrentChanges,
  type DeleteSet,
  isText,
  type Placed,
} from './concurrent-changes.ts'

/** Words, and how many characters of what had been seen come before them. */
export interface Piece {
  words: string
  after: number
}

/** A character of a text that is gone. `seen`: whoever deleted it knew of it. `lost`: they did not, and we bring it back. */
interface Character {
  character: string
  id: Y.ID
  is: 'seen' | 'lost' | 'neither'
}

/** The text of a block that was deleted, perhaps by one who did not know all of it. */
export class DeletedText {
  readonly text: Y.XmlText
  /** The changes by which what was seen may have gone to another place. */
  readonly movedBy: readonly Change[]
  readonly #characters: readonly Character[]

  constructor(text: Y.XmlText, characters: readonly Character[], movedBy: readonly Change[]) {
    this.text = text
    this.movedBy = movedBy
    this.#characters = characters
  }

  get seen(): string {
    return this.#characters.map(({ character, is }) => (is === 'seen' ? character : '')).join('')
  }

  get pieces(): Piece[] {
    const pieces: Piece[] = []
    let after = 0
    for (const { character, is } of this.#characters) {
      const last = pieces.at(-1)
      if (is === 'seen') after++
      else if (is === 'lost' && last?.after === after) last.words += character
      else if (is === 'lost') pieces.push({ words: character, after })
    }
    return pieces
  }

  /** How many characters that were seen come before a caret, and between them and it, how many of the lost. */
  whereIs(caret: Y.RelativePosition): { after: number; lost: number } {
    let [after, lost] = [0, 0]
    for (const { id, is } of this.#characters) {
      const isAtCaret = caret.item === null ? caret.assoc < 0 : Y.compareIDs(caret.item, id)
      if (isAtCaret && (caret.item === null || caret.assoc >= 0)) break
      if (is === 'seen') [after, lost] = [after + 1, 0]
      else if (is === 'lost') lost++
      if (isAtCaret) break
    }
    return { after, lost }
  }
}

/**
 * Reads a deleted text as what was seen of it, and what was not and is ours to bring back: of two who changed it at once, the one whose change
 * the log has later does that, for they alone are sure to know of both. `unseen`: see `unseenBy`. Undefined: nobody here deleted it.
 */
export function readDeleted(
  text: Y.XmlText,
  unseen: DeleteSet,
  { others, own }: ConcurrentChanges,
): DeletedText | undefined {
  const container = text._item?.id
  if (container === undefined) return undefined
  const deletes = ({ change }: Placed) => change.deletes(container)
  const [theirs, ours] = [others.find(deletes), own.find(deletes)]
  // Of all who deleted it the first alone counts: the others deleted what was gone already.
  const isByUs = ours !== undefined && (theirs === undefined || ours.at < theirs.at)
  const first = isByUs ? ours : theirs
  if (first === undefined) return undefined
  const isOurs = (id: Y.ID) => {
    const inserts = ({ change }: Placed) => change.inserts(id)
    // Another tab of this device may have sent what lay there: then that one brings it back.
    if (!isByUs && others.some(inserts)) return false
    const place = (isByUs ? others : own).find(inserts)?.at
    return place !== undefined && (isByUs ? place < first.at : place > first.at)
  }
  const deleters = isByUs ? own : others.filter(({ at }) => at >= first.at)
  const characters = [...charactersOf(text)].map(({ character, id }): Character => {
    const isSeen = deleters.some(({ change }) => change.deletes(id))
    const is = isSeen ? 'seen' : Y.isDeleted(unseen, id) && isOurs(id) ? 'lost' : 'neither'
    return { character, id, is }
  })
  return new DeletedText(
    text,
    characters,
    deleters.map(({ change }) => change),
  )
}

function* charactersOf(text: Y.XmlText): Generator<{ character: string; id: Y.ID }> {
  for (let item = text._start; item !== null; item = item.right) {
    if (!isText(item)) continue
    for (let i = 0; i < item.length; i++)
      yield { character: item.content.str[i] ?? '', id: Y.createID(item.id.client, item.id.clock + i) }
  }
}
