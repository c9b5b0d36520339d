import * as Y from 'yjs'
import {
  type Change,
  type ConcurrentChanges,
  type DeleteSet,
  isText,
  type Placed,
} from './concurrent-changes.ts'
import { type Copies, nameOf } from './copies.ts'

/**
 * A character of a text that is gone. `seen`: whoever deleted it knew of it. `lost`: they did not, and we bring it back. `awaited`: whoever
 * deleted the text brings it back, or has done so.
 */
export interface Character {
  readonly character: string
  readonly id: Y.ID
  readonly is: 'seen' | 'lost' | 'awaited' | 'neither'
}

/** The text of a block that was deleted, perhaps by one who did not know all of it. */
export interface DeletedText {
  readonly text: Y.XmlText
  /** In the order in which they were written, where it is known that Yjs has another. */
  readonly characters: readonly Character[]
  /** The changes by which what was seen may have gone to another place: before all, the one that deleted it. */
  readonly movedBy: readonly Change[]
}

/**
 * Reads a deleted text as what was seen of it, and what was not and is ours to bring back: of two who changed it at once, the one whose change
 * the log has later does that, for they alone are sure to know of both. `unseen`: see `unseenBy`. Undefined: nobody here deleted it.
 */
export function readDeleted(
  text: Y.XmlText,
  unseen: DeleteSet,
  { others, own }: ConcurrentChanges,
  copies: Copies,
): DeletedText | undefined {
  const container = text._item?.id
  if (container === undefined) return undefined
  const deletes = ({ change }: Placed) => change.deletes(container)
  const [theirs, ours] = [others.find(deletes), own.find(deletes)]
  // Of all who deleted it the first alone counts: the others deleted what was gone already.
  const isByUs = ours !== undefined && (theirs === undefined || ours.at < theirs.at)
  const first = isByUs ? ours : theirs
  if (first === undefined) return undefined
  const whose = (id: Y.ID) => {
    const inserts = ({ change }: Placed) => change.inserts(id)
    const [byOthers, byUs] = [others.find(inserts)?.at, own.find(inserts)?.at]
    if (isByUs) return byOthers !== undefined && byOthers < first.at ? 'lost' : 'neither'
    // Another tab of this device may have sent what lay there: then that one brings it back.
    if (byOthers !== undefined) return byOthers < first.at ? 'awaited' : 'neither'
    return byUs !== undefined && byUs > first.at ? 'lost' : 'awaited'
  }
  const movers = isByUs ? own : others
  const deleters = movers.slice(movers.indexOf(first))
  const characters = [...charactersOf(text)].map(({ character, id }): Character => {
    if (character === '') return { character, id, is: 'neither' }
    const isSeen = deleters.some(({ change }) => change.deletes(id))
    const is = isSeen ? 'seen' : Y.isDeleted(unseen, id) ? whose(id) : 'neither'
    return { character, id, is }
  })
  return {
    text,
    characters: inOrder(characters, text, copies),
    movedBy: deleters.map(({ change }) => change),
  }
}

function inOrder(characters: Character[], { doc }: Y.XmlText, copies: Copies): Character[] {
  for (const [at, { id }] of [...characters].entries()) {
    const first = doc && copies.writerOf(id) !== undefined && copies.overtakenBy(id, doc)
    if (!first) continue
    const name = nameOf(first.id)
    const to = characters.findIndex(({ id }) => nameOf(id) === name)
    const rest = characters.slice(at)
    const end = rest.findIndex(
      other => other.id.client !== id.client || copies.writerOf(other.id) === undefined,
    )
    if (to >= 0 && to < at) characters.splice(to, 0, ...characters.splice(at, end < 0 ? rest.length : end))
  }
  return characters
}

/** One without a character stands for what cannot be read any more. */
export function* charactersOf(text: Y.XmlText): Generator<{ character: string; id: Y.ID; item: Y.Item }> {
  for (let item = text._start; item !== null; item = item.right) {
    const words = isText(item) ? item.content.str : ''
    if (words === '' && !(item.content instanceof Y.ContentDeleted)) continue
    for (let i = 0; i < item.length; i++)
      yield { character: words[i] ?? '', id: Y.createID(item.id.client, item.id.clock + i), item }
  }
}
