import type { FastifyBaseLogger } from 'fastify'
import type { LogOptions } from './log/open-log.ts'
import { reasonOf } from './reason-of.ts'

/** What the log has to tell, in words for operators. */
export function journalOfLog(
  journal: FastifyBaseLogger,
): Pick<LogOptions, 'onCompactionTrouble' | 'onAway' | 'onBack'> {
  return {
    onCompactionTrouble: ({ error, ...trouble }) =>
      journal.warn(
        { ...trouble, ...(error && { err: error }) },
        'A document could not be compacted; its log is whole.',
      ),
    onAway: error =>
      journal.error({ reason: reasonOf(error) }, 'The database is away; edits wait until it is back.'),
    onBack: afterMs => journal.info({ afterMs: Math.round(afterMs) }, 'The database is back.'),
  }
}
