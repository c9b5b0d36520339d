import type { Refusal } from '../../protocol/index.ts'
import type { Status, TransportName } from './status.ts'

/** What is known; `deriveStatus` says what is told. */
export interface Facts {
  unsaved: number
  keptOnDevice: boolean
  /** `connect()` was called, and neither `disconnect()` nor `destroy()` since. */
  isWanted: boolean
  /** A no that is still in force, of the document's or the connection's. */
  refusal: Refusal | undefined
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
    const { reason, retryInMs } = refusal
    return { state: 'refused', ...base, reason, ...(retryInMs !== undefined && { retryInMs }) }
  }
  if (transport !== undefined) return { state: 'live', ...base, transport }
  // Some devices say so with a server within reach: hence only after looking at the link.
  if (!facts.isOnline) return { state: 'offline', ...base }
  return { state: facts.isUnreachable ? 'unreachable' : 'connecting', ...base }
}

export function sameStatus(a: Status, b: Status): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
