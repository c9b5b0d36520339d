import * as Y from 'yjs'
import type { Copies } from './copies.ts'
import { itemAt, type Place, type Whereabouts } from './whereabouts.ts'

/** Puts what was brought back, run by run, before what its writer went on with, not knowing of it. Answers with the runs that are still there. */
export function putInOrder(
  runs: readonly (readonly Y.ID[])[],
  whereabouts: Whereabouts,
  copies: Copies,
): (readonly Y.ID[])[] {
  const { doc } = whereabouts
  return runs.flatMap(run => {
    const [first] = run
    if (first === undefined || itemAt(doc, first)?.deleted !== false) return []
    const overtaker = copies.overtakenBy(first, doc)
    return [overtaker === undefined ? run : moveBefore(overtaker.id, run, whereabouts, copies)]
  })
}

function moveBefore(
  overtaker: Y.ID,
  run: readonly Y.ID[],
  whereabouts: Whereabouts,
  copies: Copies,
): readonly Y.ID[] {
  const { doc } = whereabouts
  // Nothing is taken away that there is no place for.
  if (whereabouts.of(overtaker) === undefined) return run
  const left = run.filter(id => itemAt(doc, id)?.deleted === false && whereabouts.of(id) !== undefined)
  // All of it before any is taken away: Yjs writes something else for the half of a letter that is left.
  const words = left.map(id => characterAt(doc, id)).join('')
  for (const id of left) {
    const place = whereabouts.of(id)
    place?.text.delete(place.index, 1)
  }
  const to = whereabouts.of(overtaker)
  const moved = to === undefined ? [] : insertAt(to, words)
  for (const [at, id] of moved.entries()) copies.add(left[at] ?? id, id)
  return moved
}

function characterAt(doc: Y.Doc, id: Y.ID): string {
  const item = itemAt(doc, id)
  return item?.content.str[id.clock - item.id.clock] ?? ''
}

/** Answers with the IDs of what it writes. */
export function insertAt({ text, index }: Place, words: string): Y.ID[] {
  const { doc } = text
  if (doc === null) return []
  const clock = Y.getState(doc.store, doc.clientID)
  text.insert(index, words)
  return Array.from({ length: words.length }, (_, at) => Y.createID(doc.clientID, clock + at))
}
