import type { QueryConfig } from 'pg'
import { type Batch, rowsOf } from '../batch.ts'
import type { Turn } from '../turns.ts'

const text = `
SELECT place, key, head FROM append_updates(
  $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18
)`

/** A document that has got updates: its place among the batch's, counted from 1. Or its head is `overtaken`. */
export interface Moved {
  place: number
  key: number
  head: number
}

export interface Appending {
  batch: Batch
  /** Of all rows. */
  at: number
  /** By the documents' places: where the head is if nobody else has written since; -1: nobody knows. */
  expected: readonly number[]
}

/** Answered with a `Moved` for each document that is known. */
export function appendStatement({ batch, at, expected }: Appending): QueryConfig<unknown[]> {
  const columns: [number[], number[], number[], number[], number[], number[]] = [[], [], [], [], [], []]
  const [places, nths, sessions, ns, starts, lengths] = columns
  for (const { place, nth, session, n, start, length } of rowsOf(batch)) {
    places.push(place)
    nths.push(nth)
    sessions.push(session)
    ns.push(n)
    starts.push(start + 1)
    lengths.push(length)
  }
  return {
    name: 'append',
    text,
    values: [
      batch.documents.map(document => document.id),
      list(batch.documents.map(document => document.rows)),
      list(expected),
      at,
      ...columns.map(list),
      batch.bytes,
      ...turnColumns(batch.turns),
    ],
  }
}

/** No name has this in it. */
const separator = '\u001f'

function turnColumns(turns: readonly Turn[]): unknown[] {
  return [
    list(turns.map(turn => turn.place)),
    list(turns.map(turn => turn.client)),
    list(turns.map(turn => turn.last)),
    list(turns.map(turn => turn.session)),
    list(turns.map(turn => turn.known)),
    turns.map(turn => turn.author),
    turns.map(turn => turn.names.join(separator)),
  ]
}

/** Numbers as Postgres writes an array. What `pg` does with arrays takes several times as long. */
export function list(numbers: readonly number[]): string {
  return `{${numbers.join()}}`
}
