import type { FastifyError, FastifyInstance } from 'fastify'
import { refuse } from '../../protocol/index.ts'
import { StoreAway, StoreFull } from '../files/file-store.ts'
import { LogAway, LogClosed, LogFull } from '../log/log.ts'

/** What went wrong on our side is told to the journal, and to nobody else. */
export function answerErrors(http: FastifyInstance): void {
  http.setErrorHandler((error: FastifyError, request, reply) => {
    const { statusCode = 500 } = error
    if (statusCode < 500) return reply.code(statusCode).send(refuse('malformed', { detail: error.message }))
    // Who asks while the server ends finds the next one.
    if (error instanceof LogClosed) return reply.code(503).send(refuse('busy'))
    if (error instanceof LogAway) return reply.code(503).header('retry-after', 2).send(refuse('storage'))
    if (error instanceof StoreAway) {
      request.log.error({ err: error }, 'The files are not to be had.')
      return reply
        .code(503)
        .header('retry-after', 10)
        .send(refuse('storage', { retryInMs: 10_000, detail: 'the files are not to be had' }))
    }
    if (error instanceof LogFull || error instanceof StoreFull) {
      return reply.code(507).send(refuse('storage', { detail: 'The disk is full: nothing can be saved.' }))
    }
    // Without what follows the path: it may hold what signs somebody in.
    const [path] = request.url.split('?')
    request.log.error({ path, err: error }, 'A request could not be served.')
    return reply.code(500).send(refuse('storage'))
  })
}
