import type { Refusal, Role } from '../../protocol/index.ts'
import type { EndCause, Question } from './access.ts'
import type { Action } from './roles.ts'

/** Leave to stay with a document: a session's, a held request's. It follows what its owner and the caller do, while it lasts. */
export interface Permit {
  /** What the caller is to the document, now. */
  readonly role: Role
  /** Something has changed, and whether it concerns this permit is being asked: what it allowed a moment ago may be over. */
  readonly isInDoubt: boolean
  allows(action: Action): boolean
  /** Nobody needs it any more. */
  release(): void
}

export interface PermitEvents {
  roleChanged(role: Role): void
  /** The permit allows nothing from now on. */
  ended(cause: EndCause): void
  /** So it does: something has changed, and nobody could be asked for too long whether it concerned the permit. */
  unsure(refusal: Refusal): void
}

/** Gives permits, and sees to it that each is asked about again when something changes, or the caller's login comes to its end. */
export interface Permits {
  /** A permit to read at least; `unknown-document` otherwise. Of many who are there already and ask the same, one is asked about. */
  open(question: Question, events: PermitEvents): Promise<Permit | Refusal>
  close(): void
}
