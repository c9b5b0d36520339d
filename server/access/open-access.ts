import {
  type DocumentId,
  type EndCause,
  inTrashDetail,
  type Refusal,
  type Role,
  refuse,
} from '../../protocol/index.ts'
import { newDocument } from '../log/queries.ts'
import { must, type Step, type Tables } from '../log/tables.ts'
import { type Access, type AccessChange, type Question, unknown } from './access.ts'
import type { AccessChanges } from './access-changes.ts'
import type { Caller } from './caller.ts'
import { type Found, openLookUp } from './look-up.ts'
import { type Action, allows } from './roles.ts'
import { causeIn, rightIn } from './standing.ts'
import { Visits } from './visits.ts'

export interface AccessOptions {
  tables: Tables
  changes: AccessChanges
  /** What a new document's address alone lets anybody do. Undefined: a new document is its owner's alone. */
  newLinkRole: Exclude<Role, 'owner'> | undefined
}

/** Answers from the tables, each question by one query: nothing is kept here that could be out of date. */
export function openAccess(options: AccessOptions): StoredAccess {
  return new StoredAccess(options)
}

export class StoredAccess implements Access {
  readonly #options: AccessOptions
  readonly #lookUp: (question: Question) => Promise<Found | undefined>
  readonly #visits: Visits

  constructor(options: AccessOptions) {
    this.#options = options
    this.#lookUp = openLookUp(options.tables)
    this.#visits = new Visits(options.tables)
  }

  async may(action: Action, question: Question): Promise<Role | Refusal> {
    const asked = await this.#ask(question)
    if (asked === undefined) return unknown
    const { found, question: known } = asked
    const right = rightIn(found, known)
    if (right === undefined) return unknown
    const { role, by } = right
    if (found.trashedAt !== null) return role === 'owner' ? inTrash(action) : unknown
    if (by === 'link' && known.caller.user !== undefined && known.isThere !== true) {
      this.#visits.remember(known.documentId, known.caller.user, found.linkKey)
    }
    return allows(role, action) ? role : forbidden
  }

  async created(documentId: DocumentId, owner: Caller, content: readonly Step[] = []): Promise<boolean> {
    const { tables, newLinkRole } = this.#options
    const { query } = tables
    const now = Date.now()
    const written = await tables.write([
      must(newDocument(query, documentId, now)),
      query.insertInto('documents_access').values({
        document: documentId,
        owner: owner.user ?? null,
        link_role: newLinkRole ?? null,
        link_key: '',
        trashed_at: null,
        changed_at: now,
      }),
      ...content,
    ])
    return written !== undefined
  }

  async whyNot(question: Question): Promise<EndCause> {
    const { caller } = question
    if (caller.expiresAt <= Date.now()) return 'expired'
    const found = await this.#lookUp(question)
    const hasEnded = found === undefined ? await this.hasEnded(caller) : found.hasEnded
    if (!hasEnded) return causeIn(found, question)
    // A guest who has signed in, in another window perhaps, has a newer login: nobody has signed out.
    return found !== undefined && found.person !== (caller.user ?? '') ? 'expired' : 'signed-out'
  }

  async hasEnded({ login, expiresAt }: Caller): Promise<boolean> {
    const { tables } = this.#options
    if (expiresAt <= Date.now()) return true
    if (login === undefined) return false
    const rows = await tables.read(
      tables.query.selectFrom('ended_logins').select('id').where('id', '=', login),
    )
    return rows.length > 0
  }

  onChange(listener: (change: AccessChange) => void): () => void {
    return this.#options.changes.onChange(listener)
  }

  /** Resolves when everybody who came is remembered. */
  settled(): Promise<void> {
    return this.#visits.settled()
  }

  close(): void {
    this.#options.changes.close()
  }

  /** Undefined where the document is not there, or the login has ended. */
  async #ask(question: Question): Promise<{ found: Found; question: Question } | undefined> {
    const found = await this.#lookUp(question)
    const { caller, documentId } = question
    if (found === undefined || found.hasEnded || caller.expiresAt <= Date.now()) return undefined
    if (caller.user === undefined) return { found, question }
    const user = found.person
    found.visitedBy = this.#visits.keyOf(documentId, user) ?? found.visitedBy
    return { found, question: { ...question, caller: { ...caller, user } } }
  }
}

const forbidden = refuse('forbidden')

/** Its owner may take it out again, or see it off. */
function inTrash(action: Action): Role | Refusal {
  return action === 'trash' || action === 'delete' ? 'owner' : refuse('forbidden', { detail: inTrashDetail })
}
