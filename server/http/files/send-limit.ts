import type { FastifyReply } from 'fastify'
import { refuse } from '../../../protocol/index.ts'
import type { FileLimits, LimitMet } from '../../files/upload-rows.ts'
import { sendTooMuch } from '../doors.ts'

/** An upload ends, or is swept. */
const unfinishedRetryInMs = 30_000

/** Says which limit it was, and how much that is. */
export function sendLimit(reply: FastifyReply, limit: LimitMet | 'file-bytes', limits: FileLimits) {
  const { maxBytes, maxBytesPerDocument, maxPerDocument, maxUnfinished } = limits
  const tooLarge = (of: string, max: number, detail: string) =>
    reply.code(413).send({ ...refuse('too-large', { detail }), limit: of, max })
  switch (limit) {
    case 'file-bytes':
      return tooLarge('file', maxBytes, `a file has at most ${maxBytes} bytes`)
    case 'document-bytes':
      return tooLarge(
        'document',
        maxBytesPerDocument,
        `a document's files have at most ${maxBytesPerDocument} bytes`,
      )
    case 'document-count':
      return tooLarge('count', maxPerDocument, `a document has at most ${maxPerDocument} files`)
    case 'unfinished': {
      const detail = `at most ${maxUnfinished} uploads at one time`
      return sendTooMuch(reply, refuse('busy', { retryInMs: unfinishedRetryInMs, detail }))
    }
  }
}
