import { type DocumentId, type EndCause, type Refusal, type Role, refuse } from '../../protocol/index.ts'
import type { Step } from '../log/tables.ts'
import type { Caller, UserId } from './caller.ts'
import type { Action } from './roles.ts'

/** The same for a document that is not there and for one that is closed to the caller. */
export const unknown = refuse('unknown-document')

/** What is asked of a document, and by whom. */
export interface Question {
  caller: Caller
  documentId: DocumentId
  /** The secret of the link by which the caller came, if it had one. */
  linkKey?: string | undefined
  /** This is no visit, and who has left meanwhile is not known anew: it is asked again about somebody who was let in before, or about
   *  what belongs to a document that they may not even know of. */
  isThere?: boolean
}

export type { EndCause }

/** What changed, and so must be asked again. */
export type AccessChange =
  | { of: 'document'; documentId: DocumentId }
  | { of: 'login'; login: string }
  | { of: 'user'; user: UserId }
  /** Nobody knows what: changes were missed. */
  | { of: 'everything' }

/**
 * Knows who may do what: the one that every door asks. It answers from the store; whoever lets somebody stay holds a permit (see
 * `Permits`), which follows what changes.
 */
export interface Access {
  /** The caller's role, if they may do it. `unknown-document` where they may not even read it: from outside a forbidden document and one
   *  that is not there look the same. `forbidden` where they may read it. */
  may(action: Action, question: Question): Promise<Role | Refusal>
  /** Who owns a new document is who made it; what its link allows at first depends on how people sign in. `content`: what it begins with.
   *  Resolves when durable. False: there is such a document, or was, and nothing of it was changed. */
  created(documentId: DocumentId, owner: Caller, content?: readonly Step[]): Promise<boolean>
  /** For a caller whose `read` is refused now: why, if they had it before. */
  whyNot(question: Question): Promise<EndCause>
  /** The caller's login is over: it was ended, or its time has come. */
  hasEnded(caller: Caller): Promise<boolean>
  /** Called on every node within two seconds of a change, with Redis or without. */
  onChange(listener: (change: AccessChange) => void): () => void
  close(): void
}
