import { backoffInMs } from './backoff.ts'
import type { Blocked } from './outbox.ts'
import type { Ending } from './status.ts'

export interface Refused {
  refusal: Ending
  /** `open`: the document itself. `update`: what was written; the session is over all the same. */
  what: 'open' | 'update'
  /** Counts the refusals since something was saved, this one included. */
  inARow: number
}

/** What a document does about a refusal. */
export type Answer =
  /** Open again. `anew`: with a difference to what the server has. `block`: for reading alone.
   *  `fork`: find out what the server has under our client ID. */
  | { retryInMs: number; isTold: boolean; anew?: boolean; smaller?: boolean; fork?: boolean; block?: Blocked }
  | 'give up'

const retryInMs = 2_000
/** Under a new client ID there is no fork: something is wrong. */
const maxForks = 4
/** What is on its way to the log in other sessions has come there by then, or never does. */
export const forkInMs = 500

export function answerTo({ refusal, what, inARow }: Refused): Answer {
  const soon = inARow === 1 ? 0 : backoffInMs(inARow - 1)
  switch (refusal.reason) {
    case 'fork':
      if (what === 'open' || inARow > maxForks) return 'give up'
      return { retryInMs: Math.max(soon, forkInMs), isTold: false, fork: true }
    case 'resync':
      return { retryInMs: soon, isTold: false, anew: true }
    case 'not-open':
      return { retryInMs: soon, isTold: false }
    case 'storage':
    case 'busy': {
      // Everybody was told the same time to come back.
      const jittered = (refusal.retryInMs ?? retryInMs) * (1 + Math.random() / 2)
      return { retryInMs: Math.max(jittered, soon), isTold: jittered > 0 }
    }
    case 'malformed':
      if (what === 'open') return 'give up'
      return { retryInMs: soon, isTold: false, anew: true, ...(inARow > 1 && { block: 'malformed' }) }
    case 'too-large':
      return what === 'open' ? 'give up' : { retryInMs: soon, isTold: false, smaller: true }
    case 'forbidden':
      // The browser may have a newer login than the connection had, which ends now.
      if (refusal.cause === 'expired') return { retryInMs: soon, isTold: false }
      // Nothing is allowed any more, reading neither.
      if (refusal.cause !== undefined) return 'give up'
      return what === 'open' ? 'give up' : { retryInMs: soon, isTold: false, block: 'forbidden' }
    case 'unknown-document':
    case 'client-too-old':
    case 'server-too-old':
      return 'give up'
  }
}
