import { type Compilable, sql } from 'kysely'
import type { Database } from '../log/schema.ts'
import type { Tables } from '../log/tables.ts'
import type { Question } from './access.ts'
import type { UserId } from './caller.ts'
import type { Standing } from './standing.ts'

/** What is known about a question when the document is there. */
export interface Found extends Standing {
  /** Whom the caller is known as: a guest who has signed in since goes on as who they are now. */
  person: UserId
  /** The login has ended, though its cookie may be good. */
  hasEnded: boolean
}

const hole = { person: '\0person', login: '\0login', document: '\0document' }

/** Asks all of it at once, by primary keys alone. Building a query costs more than carrying it out: it is built once. */
export function openLookUp(tables: Tables): (question: Question) => Promise<Found | undefined> {
  const { sql, parameters, query, queryId } = lookUp(tables).compile()
  const filled = ({ caller, documentId }: Question): Compilable<Row> => ({
    compile: () => ({
      sql,
      query,
      queryId,
      parameters: parameters.map(each => {
        if (each === hole.document) return documentId
        if (each === hole.login) return caller.login ?? ''
        return each === hole.person ? (caller.user ?? '') : each
      }),
    }),
  })
  return async question => {
    const [row] = await tables.read(filled(question))
    if (row === undefined) return undefined
    return {
      ...standingOf(row),
      person: row.person ?? question.caller.user ?? '',
      hasEnded: row.endedLogin !== null,
    }
  }
}

type Row = Awaited<ReturnType<ReturnType<typeof lookUp>['execute']>>[number]

function lookUp({ query }: Tables) {
  return standings(query, hole.person)
    .leftJoin('ended_logins', join => join.on('ended_logins.id', '=', hole.login))
    .where('documents.id', '=', hole.document)
    .select('ended_logins.id as endedLogin')
}

/** What the tables say of one person, for each document. */
export function standings(query: Database, user: UserId) {
  const person = sql<string>`coalesce(other_names.person, ${user})`
  return query
    .selectFrom('documents')
    .leftJoin('other_names', join => join.on('guest', '=', user))
    .leftJoin('documents_access as access', 'access.document', 'documents.id')
    .leftJoin('members', join =>
      join.onRef('members.document', '=', 'documents.id').on('members.person', '=', person),
    )
    .leftJoin('visits', join =>
      join.onRef('visits.document', '=', 'documents.id').on('visits.person', '=', person),
    )
    .select([
      'access.document as governed',
      'access.owner',
      'access.link_role as linkRole',
      'access.link_key as linkKey',
      'access.trashed_at as trashedAt',
      'members.role as ownRole',
      'visits.link_key as visitedBy',
      'other_names.person as person',
    ])
}

type StandingRow = Pick<Row, 'governed' | 'linkRole' | 'linkKey'> & Omit<Standing, 'linkRole' | 'linkKey'>

export function standingOf({ governed, linkRole, linkKey, ...rest }: StandingRow): Standing {
  const { owner, trashedAt, ownRole, visitedBy } = rest
  return {
    owner,
    trashedAt,
    ownRole,
    visitedBy,
    // Made before anybody was asked: whoever has its address may write.
    linkRole: governed === null ? 'editor' : linkRole,
    linkKey: linkKey ?? '',
  }
}
