import type { Batch } from './batch.ts'
import type { Entry } from './group-commit.ts'

/** What one commit says about one client ID of one document, all its updates together. */
export interface Turn {
  /** The document's place among the batch's, counted from 1. */
  place: number
  client: number
  /** Who must have written under it last, and in whose name; 0: nobody has claimed it. */
  last: number
  names: string[]
  /** Who has, once this is committed. The same as `last`: nothing changes. */
  session: number
  author: string
  /** Whoever let the first of them in knew the log up to here. */
  known: number
}

/** Everybody's turns under a client ID follow each other: the first of a batch says what it builds on, the last what becomes of it. */
export function turnsOf(entries: readonly Entry[], documents: Batch['documents']): Turn[] {
  const places = new Map(documents.map(({ id }, i) => [id, i + 1]))
  const turns = new Map<string, Turn>()
  for (const { documentId, update } of entries) {
    if (update.writes === undefined) continue
    const { session } = update
    const { known, author, formerly = [], ids } = update.writes
    const place = places.get(documentId) ?? 0
    for (const { client, last } of ids) {
      const key = `${place} ${client}`
      const turn = turns.get(key)
      if (turn === undefined) {
        turns.set(key, { place, client, last, names: [author, ...formerly], session, author, known })
      } else if (turn.session !== session) Object.assign(turn, { session, author })
    }
  }
  return [...turns.values()]
}

/** Those in which another session begins to write. */
export function takeovers(turns: readonly Turn[]): Turn[] {
  return turns.filter(({ last, session }) => last !== session)
}
