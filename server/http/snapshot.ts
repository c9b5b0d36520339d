import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { refuse } from '../../protocol/index.ts'
import type { Log, StoredSnapshot } from '../log/log.ts'
import { byteRange } from './byte-range.ts'
import { rightOf, sendRefusal } from './doors.ts'

/** The snapshots that are too large for the socket. */
export function snapshotRoute(http: FastifyInstance, log: Pick<Log, 'snapshot' | 'epoch'>): void {
  http.get('/api/documents/:id/snapshot', { config: { asks: 'read' } }, async (request, reply) => {
    const snapshot = await log.snapshot(rightOf(request).documentId)
    if (snapshot === undefined) return sendRefusal(reply, refuse('unknown-document'))
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
