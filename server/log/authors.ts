import type { Seq } from '../../protocol/index.ts'

/** Whose a Yjs client ID is, and which session has written under it last. */
export interface Claim {
  /** Undefined where another node took it over, and this one only heard of the session. */
  readonly author: string | undefined
  readonly session: number
}

/** By Yjs client ID. One that is not there nobody has claimed: the first who goes on with it does. */
export type Claims = ReadonlyMap<number, Claim>

/** The author of whoever cannot be told from others: who is like them may go on with what is theirs. */
export const anyone = 'anyone'
/** Begins the name of an author of whom nothing is known but the connection. */
export const connectionPrefix = 'c_'

/** Who brings an update. */
export interface Writer {
  readonly session: number
  readonly author: string
  /** Other names of the same author. */
  readonly formerly?: readonly string[] | undefined
  /** The client ID under which the session says that it writes. */
  readonly client?: number | undefined
  /** The document is theirs. */
  readonly isOwner?: boolean
  /** Of the sessions in which it says that it has sent, those that were over when it came. */
  readonly left?: ReadonlySet<number> | undefined
  /** Up to which clock it has sent under that ID in other sessions of its own. */
  readonly sent?: ReadonlyMap<number, number> | undefined
}

/** What an update says about the client IDs under which it adds something. The log takes it only where that holds when it is committed. */
export interface Writes {
  /** Whoever let the update in knew the log up to here. */
  readonly known: Seq
  readonly author: string
  readonly formerly?: readonly string[] | undefined
  readonly ids: readonly WrittenId[]
}

export interface WrittenId {
  readonly client: number
  /** The session that wrote under it last, 0 where nobody has claimed it. Where it is not the update's own, that takes the ID over. */
  readonly last: number
}

/** Whether a writer may go on with what was claimed so. A program of which nothing is known but its connection may where it says which
 *  session of its own that was, and that is over: nobody goes on with what another has open. */
export function mayGoOn({ author, session }: Claim, writer: Writer): boolean {
  if (author === undefined) return true
  if (author === anyone) return writer.author === anyone
  if (isOwn(author, writer)) return true
  return areNameless(author, writer.author) && writer.left?.has(session) === true
}

/** Of both nothing is known but the connection, if that. */
export function areNameless(...authors: readonly string[]): boolean {
  return authors.every(author => author === anyone || author.startsWith(connectionPrefix))
}

/** Whether it is in one of the writer's names. What is anyone's the store gives to whoever was let in. */
export function isOwn(author: string, writer: Pick<Writer, 'author' | 'formerly'>): boolean {
  return author === writer.author || author === anyone || (writer.formerly?.includes(author) ?? false)
}
