import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import * as v from 'valibot'
import { documentIdSchema, maxSummaryIds } from '../../protocol/index.ts'
import { type Log, LogFull, type StoredSnapshot } from '../log/log.ts'
import { byteRange } from './byte-range.ts'

const listQuery = v.object({
  ids: v.pipe(
    v.string(),
    v.transform(ids => ids.split(',').filter(id => id !== '')),
    v.maxLength(maxSummaryIds),
    v.array(documentIdSchema),
  ),
})
const documentParams = v.object({ id: documentIdSchema })

/** Making documents, listing them, and fetching the snapshots that are too large for the socket. */
export function documentRoutes(http: FastifyInstance, { log }: { log: Log }): void {
  http.post('/api/documents', async (_request, reply) => {
    const id = randomBytes(12).toString('base64url')
    try {
      await log.create(id)
    } catch (error) {
      if (!(error instanceof LogFull)) throw error
      return reply.code(507).send({ reason: 'storage', detail: 'The disk is full: nothing can be saved.' })
    }
    return reply.code(201).header('location', `/d/${id}`).send({ id })
  })

  http.get('/api/documents', async (request, reply) => {
    const query = v.safeParse(listQuery, request.query)
    if (!query.success) {
      return reply.code(400).send({ reason: 'malformed', detail: `ids: up to ${maxSummaryIds} document ids` })
    }
    return log.summaries(query.output.ids)
  })

  http.get('/api/documents/:id/snapshot', async (request, reply) => {
    const params = v.safeParse(documentParams, request.params)
    const snapshot = params.success ? await log.snapshot(params.output.id) : undefined
    if (snapshot === undefined) return reply.code(404).send({ reason: 'unknown-document' })
    return sendSnapshot({ ...snapshot, epoch: log.epoch }, request.headers, reply)
  })
}

/** Epoch and seq are the entity tag: a client whose download broke off goes on where it was, unless there is a newer
 *  snapshot. In the log of a restored backup a seq means something else. */
function sendSnapshot(
  { seq, bytes, epoch }: StoredSnapshot & { epoch: string },
  headers: IncomingHttpHeaders,
  reply: FastifyReply,
) {
  const etag = `"${epoch}-${seq}"`
  reply.header('etag', etag).header('cache-control', 'private, no-cache').header('accept-ranges', 'bytes')
  if (headers['if-none-match'] === etag) return reply.code(304).send()
  reply.type('application/octet-stream').header('x-quire-seq', seq)
  const ranged = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = ranged ? byteRange(headers.range, bytes.length) : undefined
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${bytes.length}`).send()
  }
  if (range === undefined) return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
  reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${bytes.length}`)
  return reply.send(Buffer.from(bytes.buffer, bytes.byteOffset + range.from, range.to - range.from + 1))
}
