import { CannotOpenLog } from '../log.ts'
import type { Place } from './connection.ts'
import { stateOf, states } from './errors.ts'

// What keeps the log from being opened, as a sentence for people which says what to do. None shows the password.

/** An error that is ours already passes as it is. */
export function explainPostgres(error: unknown, place: Place): unknown {
  if (error instanceof CannotOpenLog) return error
  const { server, database, user } = place
  const state = stateOf(error)
  switch (state ?? codeOf(error)) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return because(error, `No Postgres answers at ${server}: start it, or correct DATABASE_URL.`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return because(error, `There is no host of the name in ${server}: correct DATABASE_URL.`)
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return because(
        error,
        `Postgres at ${server} cannot be reached: look at the network and its firewall, or correct DATABASE_URL.`,
      )
    case states.wrongPassword:
    case states.invalidAuthorization:
      return because(
        error,
        `Postgres at ${server} does not let ${user} in: correct the user and the password in DATABASE_URL.`,
      )
    case states.unknownDatabase:
      return because(
        error,
        `There is no database ${database} at ${server}: make it (createdb ${database}), or correct DATABASE_URL.`,
      )
    case states.notAllowed:
      return because(
        error,
        `${user} may not make tables in the database ${database} at ${server}: make ${user} its owner (ALTER DATABASE ${database} OWNER TO ${user}).`,
      )
    case states.duplicateTable:
      return because(
        error,
        `The database ${database} at ${server} holds another program's tables: give Quire a database of its own (createdb).`,
      )
    case states.diskFull:
      return because(error, `The disk of Postgres at ${server} is full: make room there and start again.`)
    case states.tooManyConnections:
      return because(
        error,
        `Postgres at ${server} has no connection to spare: raise its max_connections; each node takes up to seven.`,
      )
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return because(
        error,
        `Postgres at ${server} shows a certificate that is not trusted (${state ?? codeOf(error)}): name its authority in DATABASE_URL (?sslmode=verify-full&sslrootcert=/path/to/ca.pem).`,
      )
    default:
      return because(
        error,
        `Cannot use Postgres at ${server}, database ${database}: ${error instanceof Error ? error.message : error}.`,
      )
  }
}

export function readOnly({ server }: Place): CannotOpenLog {
  return new CannotOpenLog(`Postgres at ${server} is a read-only copy: name the primary in DATABASE_URL.`)
}

export function notDurable({ server }: Place, setting: string): CannotOpenLog {
  return new CannotOpenLog(
    `Postgres at ${server} does not bring commits to the disk (${setting} is off), and Quire would call saved what is not: turn ${setting} on.`,
  )
}

export function wrongEncoding({ server, database }: Place, encoding: string): CannotOpenLog {
  return new CannotOpenLog(
    `The database ${database} at ${server} keeps text as ${encoding}: make one that keeps UTF8 (createdb -E UTF8 -T template0).`,
  )
}

export function tooOld({ server }: Place, version: string): CannotOpenLog {
  return new CannotOpenLog(`Postgres at ${server} is version ${version}: Quire needs 13 or later.`)
}

function because(cause: unknown, sentence: string): CannotOpenLog {
  return new CannotOpenLog(sentence, { cause })
}

/** A name that leads to several addresses fails with all their errors in one. */
function codeOf(error: unknown): unknown {
  const single = error instanceof AggregateError ? error.errors[0] : error
  return single instanceof Error ? Reflect.get(single, 'code') : undefined
}
