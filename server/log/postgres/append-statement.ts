import type { QueryConfig } from 'pg'
import { type Batch, rowsOf } from '../batch.ts'

/**
 * One statement for a whole commit, which is one transaction: it waits for the rows of its documents in the order of their
 * keys, as every node does, so that no two wait for each other; moves each head by as many as it appends; and numbers the
 * updates behind the old head. The rows are held until it is committed: numbers are given in the order of commits, without
 * gaps, whoever else writes. (A sequence would give them in the order of asking; a reader then steps over rows that are
 * committed later.)
 *
 * Updates come as one run of bytes: as an array of bytea they would travel as text.
 */
const text = `
WITH locked AS MATERIALIZED (
  SELECT key, id FROM documents WHERE id = ANY ($1::text[]) ORDER BY key FOR NO KEY UPDATE
), moved AS (
  UPDATE documents AS d SET head = d.head + asked.rows, updated_at = greatest(d.updated_at, $3::bigint)
  FROM locked JOIN unnest($1::text[], $2::int[]) WITH ORDINALITY AS asked (id, rows, place) ON asked.id = locked.id
  WHERE d.key = locked.key
  RETURNING asked.place, d.key, d.head, d.head - asked.rows AS base
), written AS (
  INSERT INTO updates (document, seq, session, n, at, bytes)
  SELECT moved.key, base + nth, session, n, $3, substring($10::bytea FROM start FOR length)
  FROM unnest($4::int[], $5::int[], $6::bigint[], $7::bigint[], $8::int[], $9::int[])
    AS row (place, nth, session, n, start, length)
  JOIN moved ON moved.place = row.place
)
SELECT place::int, key, head FROM moved`

/** A document that has got updates: its place among the batch's, counted from 1. */
export interface Moved {
  place: number
  key: number
  head: number
}

/** Answered with a `Moved` for each document that is known. `at` is the time of all rows. */
export function appendStatement(batch: Batch, at: number): QueryConfig<unknown[]> {
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
      at,
      ...columns.map(list),
      batch.bytes,
    ],
  }
}

/** Numbers as Postgres writes an array. What `pg` does with arrays takes several times as long. */
export function list(numbers: readonly number[]): string {
  return `{${numbers.join()}}`
}
