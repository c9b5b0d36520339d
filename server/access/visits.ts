import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { DocumentId } from '../../protocol/index.ts'
import type { Database } from '../log/schema.ts'
import type { Tables } from '../log/tables.ts'
import type { UserId } from './caller.ts'

interface Visit {
  document: DocumentId
  person: UserId
  link_key: string
  at: number
}

/** Many may come at once, and one commit does for all of them. */
const gatherMs = 50
/** SQLite takes no more SELECTs in one statement. */
const rowsAtOnce = 500
/** Guests cost nothing to make: of a document's visitors the newest are remembered. The others need its key again. */
const defaultMaxOfDocument = 10_000

/** Remembers who came by a link, off the way of whoever comes. */
export class Visits {
  readonly #tables: Tables
  readonly #maxOfDocument: number
  readonly #waiting = new Map<string, Visit>()
  #writing: Promise<void> | undefined

  constructor(tables: Tables, { maxOfDocument = defaultMaxOfDocument } = {}) {
    this.#tables = tables
    this.#maxOfDocument = maxOfDocument
  }

  /** Known here at once; durable soon. */
  remember(document: DocumentId, person: UserId, key: string): void {
    this.#waiting.set(nameOf(document, person), { document, person, link_key: key, at: Date.now() })
    this.#writing ??= this.#writeSoon()
  }

  /** The key of a visit that is not in the tables yet. */
  keyOf(document: DocumentId, person: UserId): string | undefined {
    return this.#waiting.get(nameOf(document, person))?.link_key
  }

  /** Resolves when everything is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  async #writeSoon(): Promise<void> {
    await pause(gatherMs, undefined, { ref: false })
    await this.#write()
  }

  async #write(): Promise<void> {
    const visits = [...this.#waiting.values()]
    for (let at = 0; at < visits.length; at += rowsAtOnce) {
      const insert = this.#tables.query
        .insertInto('visits')
        .columns(['document', 'person', 'link_key', 'at'])
        .expression(ofThoseThere(this.#tables.query, visits.slice(at, at + rowsAtOnce)))
        .onConflict(conflict =>
          conflict.columns(['document', 'person']).doUpdateSet(({ ref }) => ({
            link_key: ref('excluded.link_key'),
            at: ref('excluded.at'),
          })),
        )
      // Whoever is not remembered now will be, the next time they come.
      await this.#tables.write([insert]).catch(() => {})
    }
    const documents = new Set(visits.map(({ document }) => document))
    for (const document of documents) {
      // There are too many a while longer, until the next one comes.
      await this.#tables.write([this.#forgetOldest(document)]).catch(() => {})
    }
    for (const visit of visits) {
      const name = nameOf(visit.document, visit.person)
      if (this.#waiting.get(name) === visit) this.#waiting.delete(name)
    }
    this.#writing = this.#waiting.size > 0 ? this.#writeSoon() : undefined
  }

  #forgetOldest(document: DocumentId) {
    const { query } = this.#tables
    const newest = query
      .selectFrom('visits')
      .select('at')
      .where('document', '=', document)
      .orderBy('at', 'desc')
      .limit(1)
      .offset(this.#maxOfDocument - 1)
    return query.deleteFrom('visits').where('document', '=', document).where('at', '<', newest)
  }
}

/** A document may be deleted before its visits are written, and they would stay for good. */
function ofThoseThere(query: Database, visits: readonly Visit[]) {
  const rows = visits.map(
    ({ document, person, link_key, at }) =>
      sql`SELECT CAST(${document} AS text) AS document, CAST(${person} AS text) AS person,
        CAST(${link_key} AS text) AS link_key, CAST(${at} AS bigint) AS at`,
  )
  return query
    .selectFrom(sql<Visit>`(${sql.join(rows, sql` UNION ALL `)})`.as('come'))
    .select(['come.document', 'come.person', 'come.link_key', 'come.at'])
    .where('come.document', 'in', query.selectFrom('documents').select('id'))
}

const nameOf = (document: DocumentId, person: UserId) => `${document} ${person}`
