import type { EndCause, Refusal, RefusalReason } from '../../protocol/index.ts'

export type TransportName = 'websocket' | 'polling'

/**
 * Where a document stands, told truthfully. `unsaved` counts local updates that the server has not acknowledged as
 * durable; with `unsaved: 0` in any state, everything typed here is in the server's log.
 */
export type Status =
  /** On the way to the server for the first time, or again after a short cut. */
  | { state: 'connecting'; unsaved: number; keptOnDevice: boolean }
  /** Open on the server. Saved when `unsaved` is 0. */
  | { state: 'live'; unsaved: number; keptOnDevice: boolean; transport: TransportName }
  /** The device says that it has no network. */
  | { state: 'offline'; unsaved: number; keptOnDevice: boolean }
  /** The network is there, the server does not answer; tried again by itself. */
  | { state: 'unreachable'; unsaved: number; keptOnDevice: boolean }
  | Refused
  /** `disconnect()` or `destroy()` was called. */
  | { state: 'closed'; unsaved: number; keptOnDevice: boolean }

/** The server said no. `retryInMs` tells that it is asked again by itself, `cause` why somebody is shut out who was in. */
interface Refused {
  state: 'refused'
  unsaved: number
  keptOnDevice: boolean
  reason: RefusalReason
  retryInMs?: number
  cause?: WhyShutOut
}

/** Why somebody who had the document open has it no more. Our own reason: what is not saved was written by somebody else than the one
 *  whom the server takes us for now. */
export type WhyShutOut = EndCause | 'written-by-another'

/** A no that ends a session, and why the rights ended with it, where they did. */
export type Ending = Refusal & { cause?: WhyShutOut }
