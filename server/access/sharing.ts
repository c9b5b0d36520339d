import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { DocumentId, GivenRole } from '../../protocol/index.ts'
import { deletionOf } from '../log/queries.ts'
import type { Database } from '../log/schema.ts'
import { must, type Step, type Tables } from '../log/tables.ts'
import type { AccessChanges } from './access-changes.ts'
import type { UserId } from './caller.ts'
import { isListed, keepInvitation, keepRole, personOf, rankOf } from './sharing-queries.ts'

/** Whose word it is, about which document. */
export interface By {
  documentId: DocumentId
  user: UserId
}

/**
 * Changes who may do what. Each change is one transaction, which first takes the document's row, and only where whoever asks owns it at
 * that moment: changes of a document happen one after the other, on whichever nodes they are made, and whoever has handed it over has
 * no word in it any more. False: it was not theirs, or there was nothing to change.
 */
export class Sharing {
  readonly #query: Database
  readonly #changes: AccessChanges

  constructor(tables: Tables, changes: AccessChanges) {
    this.#query = tables.query
    this.#changes = changes
  }

  /** Changes what the link allows; where there is none, makes one, with a key that is new. */
  setLink(by: By, role: GivenRole): Promise<boolean> {
    const key = sql<string>`CASE WHEN link_role IS NULL THEN ${newKey()} ELSE link_key END`
    return this.#change(by, [this.#document(by).set({ link_role: role, link_key: key })])
  }

  /** The same role at another address. */
  renewLink(by: By): Promise<boolean> {
    const renewed = this.#document(by).set({ link_key: newKey() })
    return this.#change(by, [must(renewed.where('link_role', 'is not', null))])
  }

  withdrawLink(by: By): Promise<boolean> {
    return this.#change(by, [this.#document(by).set({ link_role: null, link_key: '' })])
  }

  /** To somebody who is on the document's list. */
  setRole(by: By, person: UserId, role: GivenRole): Promise<boolean> {
    return this.#change(by, [
      must(isListed(this.#query, by.documentId, person)),
      keepRole(this.#query, by.documentId, person, role),
    ])
  }

  /** They stay out, by the link, too, until they are given a role again. */
  remove(by: By, person: UserId): Promise<boolean> {
    return this.#change(by, [
      must(isListed(this.#query, by.documentId, person)),
      keepRole(this.#query, by.documentId, person, 'none'),
    ])
  }

  /** Whoever has signed in with that address has the role at once, anybody else when they do. */
  invite(by: By, email: string, role: GivenRole): Promise<boolean> {
    return this.#change(by, keepInvitation(this.#query, by.documentId, email.toLowerCase(), role))
  }

  withdrawInvitation(by: By, email: string): Promise<boolean> {
    return this.#change(by, [
      this.#query
        .deleteFrom('invitations')
        .where('email', '=', email.toLowerCase())
        .where('document', '=', by.documentId),
    ])
  }

  /** To somebody who may read it. Whoever owned it can write from then on. */
  handOver(by: By, to: UserId): Promise<boolean> {
    const { documentId } = by
    const isKept = this.#query
      .selectFrom('members')
      .select('person')
      .where('document', '=', documentId)
      .where('person', '=', to)
      .where('role', '=', 'none')
    return this.#change(by, [
      must(isListed(this.#query, documentId, to)),
      must(
        this.#document(by)
          .set({ owner: to })
          .where(({ not, exists }) => not(exists(isKept))),
      ),
      this.#query.deleteFrom('members').where('document', '=', documentId).where('person', '=', to),
      keepRole(this.#query, documentId, personOf(by.user), 'editor'),
    ])
  }

  /** Gives back what one was given. Whoever was held to less than the link allows gets no more by this: they stay out. */
  async leave({ documentId, user }: By): Promise<void> {
    const mine = this.#query
      .updateTable('members')
      .set({ role: 'none' })
      .where('document', '=', documentId)
      .where('person', '=', personOf(user))
      .where('role', '<>', 'none')
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('documents_access')
            .select('document')
            .where('document', '=', documentId)
            .where(rankOf(sql.ref('link_role')), '>', rankOf(sql.ref('members.role'))),
        ),
      )
    const rest = this.#query
      .deleteFrom('members')
      .where('document', '=', documentId)
      .where('person', '=', personOf(user))
      .where('role', '<>', 'none')
    const visit = this.#query
      .deleteFrom('visits')
      .where('document', '=', documentId)
      .where('person', '=', personOf(user))
    await this.#write(documentId, [
      this.#query
        .updateTable('documents_access')
        .set({ changed_at: Date.now() })
        .where('document', '=', documentId),
      mine,
      rest,
      visit,
    ])
  }

  /** From then on it is there for its owner alone, who may take it out again. */
  trash(by: By): Promise<boolean> {
    const trashedAt = sql<number>`coalesce(trashed_at, ${Date.now()})`
    return this.#write(by.documentId, [must(this.#owned(by).set({ trashed_at: trashedAt }))])
  }

  restore(by: By): Promise<boolean> {
    return this.#write(by.documentId, [must(this.#owned(by).set({ trashed_at: null }))])
  }

  /** From the trash, for good. What it held must be erased then (see `eraseDeleted`). */
  delete({ documentId, user }: By): Promise<boolean> {
    return this.#write(documentId, [
      must(
        this.#query
          .deleteFrom('documents_access')
          .where('document', '=', documentId)
          .where('owner', '=', personOf(user))
          .where('trashed_at', 'is not', null),
      ),
      this.#query.deleteFrom('members').where('document', '=', documentId),
      this.#query.deleteFrom('visits').where('document', '=', documentId),
      this.#query.deleteFrom('invitations').where('document', '=', documentId),
      this.#query.deleteFrom('stars').where('document', '=', documentId),
      deletionOf(this.#query, documentId),
    ])
  }

  #change(by: By, steps: readonly Step[]): Promise<boolean> {
    const held = this.#owned(by).set({ changed_at: Date.now() }).where('trashed_at', 'is', null)
    return this.#write(by.documentId, [must(held), ...steps])
  }

  async #write(documentId: DocumentId, steps: readonly Step[]): Promise<boolean> {
    return (await this.#changes.write(steps, [{ of: 'document', documentId }])) !== undefined
  }

  #document({ documentId }: By) {
    return this.#query.updateTable('documents_access').where('document', '=', documentId)
  }

  #owned(by: By) {
    return this.#document(by).where('owner', '=', personOf(by.user))
  }
}

/** 128 bits: nobody guesses it. */
const newKey = () => randomBytes(16).toString('base64url')
