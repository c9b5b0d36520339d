import { type Refusal, refuse } from '../../protocol/index.ts'
import { LogAway, LogFull, LogOvertaken, UnknownDocument } from '../log/log.ts'

/** Clients that could not save come back after this long, each with a jitter of its own. */
const storageRetryInMs = 2_000

/** What a client is told about an error of the log. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof UnknownDocument) return refuse('unknown-document')
  if (error instanceof LogOvertaken) return refuse('resync', { detail: error.message })
  return refuse('storage', { retryInMs: storageRetryInMs, detail: detailOf(error) })
}

function detailOf(error: unknown): string {
  if (error instanceof LogFull) return 'the disk is full'
  return error instanceof LogAway ? 'the database does not answer' : 'the log failed'
}
