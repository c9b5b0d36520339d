import { DatabaseError } from 'pg'
import { LogAway, LogFull } from '../log.ts'

/** Postgres' own codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const states = {
  readOnly: '25006',
  idleInTransaction: '25P03',
  invalidAuthorization: '28000',
  wrongPassword: '28P01',
  unknownDatabase: '3D000',
  notAllowed: '42501',
  duplicateTable: '42P07',
  diskFull: '53100',
  tooManyConnections: '53300',
  canceled: '57014',
  startingUp: '57P03',
} as const

/** Undefined where it was not Postgres that said no. */
export function stateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined
}

/** The connection has ended, or is about to. Whether the last statement was carried out, nobody knows. */
export function meansLost(error: unknown): boolean {
  if (error instanceof LogAway) return false
  const state = stateOf(error)
  if (state === undefined) return true
  return /^(08|57P)/.test(state) || state === states.idleInTransaction
}

/** It was carried back whole, for a reason that may be gone the next time: a timeout, a deadlock, a lock. */
export function meansAgain(error: unknown): boolean {
  return [states.canceled, '40001', '40P01', '55P03'].includes(stateOf(error) ?? '')
}

/** This server takes no writes: it is a copy, or has become one. */
export function meansReadOnly(error: unknown): boolean {
  return stateOf(error) === states.readOnly
}

/** The same for those who know the log, and not Postgres; an error that is our own fault as it is. */
export function asLogError(error: unknown): unknown {
  const state = stateOf(error)
  if (state === states.diskFull) return new LogFull('the disk of the database is full', { cause: error })
  const isPassing =
    meansLost(error) || meansAgain(error) || /^(53|57|58)/.test(state ?? '') || meansReadOnly(error)
  return isPassing ? away(error) : error
}

export function away(cause: unknown): LogAway {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new LogAway(`the database does not answer: ${why}`, { cause })
}
