import type { Role } from '../../../protocol/index.ts'
import type { Status, WhyShutOut } from '../../sync/status.ts'
import { type Cell, cell, type Observable } from '../parts/observable.ts'
import { mayWrite } from './show-status.ts'

/** Why one may not write in a document in which one could, or wrote, before. */
export type Lock =
  | { why: 'lowered'; role: 'commenter' | 'viewer' }
  | { why: Exclude<WhyShutOut, 'written-by-another'> }
  | { why: 'written-by-another' }

export interface Rights {
  /** Whether one may write, as far as is known; until the server has said what the role is, one may: it merges later. */
  canWrite: Observable<boolean>
  /** Undefined while there is nothing to explain. */
  lock: Observable<Lock | undefined>
  stop: () => void
}

/** What the person may do, as the server says it in the course of a visit. `unlocked` is called when one may write again. */
export function watchRights(
  status: Observable<Status>,
  role: Observable<Role | undefined>,
  { unlocked }: { unlocked: () => void },
): Rights {
  let couldWrite = false
  const canWrite = cell(mayWrite(role.get()))
  const lock: Cell<Lock | undefined> = cell(undefined)

  const look = () => {
    const now = { status: status.get(), role: role.get() }
    // Between two conversations nobody says anything about rights: what was said last stands.
    if (isUndecided(now.status) && lock.get() !== undefined) return
    const next = lockOf(now, couldWrite)
    if (!isSame(lock.get(), next)) {
      const wasLocked = lock.get() !== undefined
      lock.set(next)
      if (wasLocked && next === undefined && mayWrite(now.role) && !isShutOut(now.status)) unlocked()
    }
    if (now.role !== undefined && mayWrite(now.role)) couldWrite = true
    canWrite.set(mayWrite(now.role) && !isShutOut(now.status))
  }
  const unsubscribe = [status.subscribe(look), role.subscribe(look)]
  look()
  return {
    canWrite,
    lock,
    stop() {
      for (const undo of unsubscribe) undo()
    },
  }
}

function lockOf(
  { status, role }: { status: Status; role: Role | undefined },
  couldWrite: boolean,
): Lock | undefined {
  if (status.state === 'refused' && status.cause !== undefined) {
    const { cause: why } = status
    return why === 'written-by-another' ? { why } : { why }
  }
  if (role !== 'viewer' && role !== 'commenter') return undefined
  // Who only ever read needs no explanation, unless words of an earlier visit wait to be sent.
  return couldWrite || status.unsaved > 0 ? { why: 'lowered', role } : undefined
}

/** The server does not hand the document out: what is written now would be lost. */
export function isShutOut(status: Status): boolean {
  if (status.state !== 'refused') return false
  return status.cause !== undefined || status.reason === 'forbidden' || status.reason === 'unknown-document'
}

function isUndecided({ state }: Status): boolean {
  return state === 'connecting' || state === 'offline' || state === 'unreachable' || state === 'closed'
}

function isSame(one: Lock | undefined, other: Lock | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
