import type { Ending, Status, TransportName } from './status.ts'

/** What is known; `deriveStatus` says what is told. */
export interface Facts {
  unsaved: number
  keptOnDevice: boolean
  /** `connect()` was called, and neither `disconnect()` nor `destroy()` since. */
  isWanted: boolean
  /** A no that is still in force, of the document's or the connection's. */
  refusal: Ending | undefined
  /** Of the link on which the document is open. */
  transport: TransportName | undefined
  isOnline: boolean
  /** There has been no link for longer than a short cut. */
  isUnreachable: boolean
}

export function deriveStatus(facts: Facts): Status {
  const { unsaved, keptOnDevice, refusal, transport } = facts
  const base = { unsaved, keptOnDevice }
  if (!facts.isWanted) return { state: 'closed', ...base }
  if (refusal !== undefined) {
    const { reason, retryInMs, cause } = refusal
    const more = { ...(retryInMs !== undefined && { retryInMs }), ...(cause !== undefined && { cause }) }
    return { state: 'refused', ...base, reason, ...more }
  }
  if (transport !== undefined) return { state: 'live', ...base, transport }
  // Some devices say so with a server within reach: hence only after looking at the link.
  if (!facts.isOnline) return { state: 'offline', ...base }
  return { state: facts.isUnreachable ? 'unreachable' : 'connecting', ...base }
}

export function sameStatus(a: Status, b: Status): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
