import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '../../../protocol/index.ts'
import type { Permits } from '../../access/permits.ts'
import { type BlobReader, isBlobKey } from '../../files/file-store.ts'
import type { OpenStore } from '../../files/open-file-store.ts'
import { findFile, type StoredFile } from '../../files/upload-rows.ts'
import type { Tables } from '../../log/tables.ts'
import { byteRange } from '../byte-range.ts'
import { linkKeyOf, rightOf, sendRefusal } from '../doors.ts'
import { servedAs } from './served-as.ts'

export interface FileRouteOptions {
  tables: Pick<Tables, 'query' | 'read'>
  openStore: OpenStore
  permits: Permits
}

/** What takes so long that the right to it may end meanwhile. */
const longBytes = 1024 * 1024

/** The files of documents, for whoever may read those. */
export function fileRoute(http: FastifyInstance, options: FileRouteOptions): void {
  http.route({
    method: ['GET', 'HEAD'],
    url: '/api/documents/:id/files/:file',
    config: { asks: 'read' },
    handler: async (request, reply) => {
      const { file: id } = request.params as { file: string }
      const { documentId } = rightOf(request)
      const file = isBlobKey(id) ? await findFile(options.tables, documentId, id) : undefined
      if (file === undefined) return sendRefusal(reply, refuse('unknown-document'))
      return serve(options, { request, reply, file })
    },
  })
}

interface Asked {
  request: FastifyRequest
  reply: FastifyReply
  file: StoredFile
}

/** The checksum is the entity tag: a download that broke off goes on anywhere. Whoever keeps it must ask each time. */
async function serve({ openStore, permits }: FileRouteOptions, { request, reply, file }: Asked) {
  const { headers, method } = request
  const etag = `"${file.sha256}"`
  reply.headers({ etag, 'cache-control': 'private, no-cache', 'accept-ranges': 'bytes', ...servedAs(file) })
  if (headers['if-none-match'] === etag) return reply.code(304).send()
  const isRanged = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = isRanged ? byteRange(headers.range, file.size) : undefined
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.size}`).send()
  }
  if (range !== undefined) {
    reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${file.size}`)
  }
  const length = range === undefined ? file.size : range.to - range.from + 1
  reply.header('content-length', length)
  if (method === 'HEAD' || length === 0) return reply.send()
  const store = await openStore()
  const reader = await store.openToRead(file.blob)
  if (reader === undefined || reader.size !== file.size) throw await lost(file, reader)
  const bytes = reader.read(range)
  if (length > longBytes) await cutWithRight(permits, request, reply)
  return reply.send(bytes)
}

async function lost({ id }: StoredFile, reader: BlobReader | undefined): Promise<Error> {
  await reader?.close()
  return new Error(`the store does not have the file ${id}`)
}

/** Who loses the right to read the document gets no more of the file, either. */
async function cutWithRight(permits: Permits, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const cut = () => void reply.raw.destroy()
  const { documentId } = rightOf(request)
  const question = { caller: request.caller, documentId, linkKey: linkKeyOf(request), isThere: true }
  const permit = await permits.open(question, { roleChanged: () => {}, ended: cut, unsure: cut })
  if ('reason' in permit) return cut()
  reply.raw.once('close', () => permit.release())
}
