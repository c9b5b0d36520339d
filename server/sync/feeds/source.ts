import type { Seq } from '../../../protocol/index.ts'
import type { StoredLog } from '../../log/tables.ts'
import type { News } from './news.ts'

/** Of the log, what feeds read. */
export type FollowedLog = Pick<StoredLog, 'changes' | 'rendition' | 'heads' | 'epoch'>

/** Gives one document's news, in one form. */
export interface Source {
  /** What is there after `after`, where the log goes up to `head` at least; perhaps not all of it. Undefined: there is no such document
   *  any more.  @throws {Unreadable} and as the log does */
  newsAfter(after: Seq, head: Seq): Promise<News | undefined>
}

/** The document cannot be written in that form, for now. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}
