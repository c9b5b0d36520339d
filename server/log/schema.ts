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
  /** Whose each Yjs client ID is, from the first update under it. */
  authors: {
    document: number
    client: number
    /** See `Claim`. */
    author: string
    session: number
    /** When that session began to write under it. */
    at: number
  }
  /** What the last compaction derived, for lists and search. */
  summaries: {
    document: number
    title: string
    excerpt: string
    text: string
    /** Title and text as a search compares them (see `fold`), of a long text the beginning. */
    folded_title: string
    folded_text: string
  }
  meta: {
    name: string
    value: string
  }
  /** What holds for all of a document. */
  documents_access: {
    /** A document's `id`, as in the tables below. */
    document: string
    /** Null: nobody, for a document that a program made. */
    owner: string | null
    /** Null: there is no link. */
    link_role: string | null
    /** '': the address alone is the link. */
    link_key: string
    trashed_at: number | null
    changed_at: number
  }
  /** The roles that were given to persons, and 'none' for those who were removed. Never the owner. */
  members: {
    document: string
    person: string
    role: string
    at: number
  }
  /** Who came by a document's link, and with which key. */
  visits: {
    document: string
    person: string
    link_key: string
    at: number
  }
  /** What people have starred. It says nothing of a right. */
  stars: {
    document: string
    person: string
    at: number
  }
  /** How far a document's chat has come. Its tables name documents by their `key`. */
  chats: {
    document: number
    /** The newest message's place. */
    head: number
    /** Grows with every change, by a message or a reaction. */
    revision: number
  }
  chat_messages: {
    document: number
    /** From 1, without gaps. */
    n: number
    /** Of the chat, when the message or a reaction to it last changed. */
    revision: number
    /** Made by the client, so that a message sent twice is one. */
    id: string
    /** Null: nobody that is known. */
    person: string | null
    name: string
    color: string
    text: string
    at: number
  }
  chat_reactions: {
    document: number
    n: number
    emoji: string
    person: string
    name: string
    at: number
  }
  /** Up to where people have read. */
  chat_reads: {
    person: string
    document: number
    n: number
  }
  /** What a document's files, and what is on its way to be one, come to. */
  document_files: {
    /** A document's `key`, as in the next two. */
    document: number
    count: number
    /** Of uploads as many as they will have. */
    bytes: number
  }
  /** Files that are on their way. How much of each has come, the file store knows. */
  uploads: {
    /** Names the blob, too, and the file that it will be. */
    id: string
    document: number
    /** Who began it. '': nobody that is known. */
    person: string
    name: string
    size: number
    /** When something was last heard of it. */
    touched_at: number
    /** The one request, on any node, that may write to it; '': none. */
    holder: string
    /** Counts while the holder lives. */
    beat: number
    /** 1: somebody waits for the holder to let go. */
    wanted: number
  }
  /** The files of documents. A copy of a document has rows of its own, for the same blobs. */
  files: {
    document: number
    id: string
    blob: string
    person: string
    name: string
    /** As its content says. */
    type: string
    size: number
    /** In hexadecimal digits. */
    sha256: string
    at: number
  }
  /** A row to wait for, of everybody who has begun an upload. */
  file_people: {
    person: string
    at: number
  }
  /** Blobs of which a row has gone: what no other row needs is removed. */
  lost_blobs: {
    blob: string
    at: number
  }
  /** Roles that wait for somebody who has not signed in yet. */
  invitations: {
    /** In lower case. */
    email: string
    document: string
    role: string
    at: number
  }
  /** What guests want to be called. */
  guests: {
    id: string
    name: string
  }
  /** What changed, for nodes that have not heard of it; numbered in the order of commits, without gaps. */
  access_changes: {
    n: number
    what: string
    id: string
    at: number
  }
  counters: {
    name: string
    n: number
  }
  /** Everybody who has ever signed in, with what their provider said last. */
  users: {
    id: string
    issuer: string
    /** Names the person at the issuer. */
    subject: string
    name: string
    /** In lower case; null where the provider names none that it knows to be theirs. */
    email: string | null
    /** 1: there is one. */
    email_verified: number
    created_at: number
    seen_at: number
  }
  /** What guests were called who have signed in since. */
  other_names: {
    guest: string
    person: string
  }
  /** Of people who have signed in; guests' are known to nobody but their browsers. */
  logins: {
    id: string
    person: string
    /** Nothing that was given out for it holds longer. */
    until: number
  }
  /** Logins that were ended before their time. */
  ended_logins: {
    id: string
    until: number
  }
}

export type Database = Kysely<Schema>
