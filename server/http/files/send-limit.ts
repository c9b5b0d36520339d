import type { FastifyReply } from 'fastify'
import { refuse } from '../../../protocol/index.ts'
import type { FileLimits } from '../../files/upload-rows.ts'
import type { AnyLimit } from '../../files/uploads.ts'
import { sendTooMuch } from '../doors.ts'

/** An upload ends, or is swept. */
const unfinishedRetryInMs = 30_000

/** Says which limit it was, and how much that is. */
export function sendLimit(reply: FastifyReply, limit: AnyLimit, limits: FileLimits) {
  const { maxBytes, maxBytesPerDocument, maxPerDocument, maxBytesPerPerson, maxUnfinished } = limits
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
    case 'person-bytes':
      return tooLarge('person', maxBytesPerPerson, `a person's files have at most ${maxBytesPerPerson} bytes`)
    case 'store-bytes': {
      const max = limits.maxBytesInAll
      const detail = `all files have at most ${max} bytes`
      return reply.code(507).send({ ...refuse('storage', { detail }), limit: 'store', max })
    }
    case 'disk':
      return reply
        .code(507)
        .send({ ...refuse('storage', { detail: 'The disk is nearly full.' }), limit: 'disk' })
    case 'unfinished': {
      const detail = `at most ${maxUnfinished} uploads at one time`
      return sendTooMuch(reply, refuse('busy', { retryInMs: unfinishedRetryInMs, detail }))
    }
  }
}
