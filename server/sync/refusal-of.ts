import { type Refusal, refuse } from '../../protocol/index.ts'
import { LogFull, UnknownDocument } from '../log/log.ts'

/** Clients that could not save come back after this long, each with a jitter of its own. */
const storageRetryInMs = 2_000

/** What a client is told about an error of the log. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof UnknownDocument) return refuse('unknown-document')
  const detail = error instanceof LogFull ? 'the disk is full' : 'the log failed'
  return refuse('storage', { retryInMs: storageRetryInMs, detail })
}
