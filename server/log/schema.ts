import type { Generated, Kysely } from 'kysely'

/** The tables, as queries see them. Times are milliseconds since 1970. */
export interface Schema {
  /** Narrow, for every commit writes here: what is long lives in `summaries`. */
  documents: {
    /** Stands for `id` in the other tables: 30 bytes less in each row. */
    key: Generated<number>
    id: string
    head: number
    created_at: number
    /** When the newest update was appended. */
    updated_at: number
  }
  updates: {
    document: number
    seq: number
    session: number
    n: number
    at: number
    /** A Yjs v1 update. */
    bytes: Uint8Array
  }
  /** The newest of each document. */
  snapshots: {
    document: number
    seq: number
    /** The length of the Yjs v2 update that `bytes` is gzipped from. */
    inflated: number
    /** A Yjs state vector, with an outline behind it (see `encodeOutline`), at which readers of the vector do not look.
     *  Before `bytes`, so that SQLite reads it without reading those. */
    clocks: Uint8Array
    bytes: Uint8Array
  }
  /** What the last compaction derived, for lists and search. */
  summaries: {
    document: number
    title: string
    excerpt: string
    text: string
  }
  meta: {
    name: string
    value: string
  }
}

export type Database = Kysely<Schema>
