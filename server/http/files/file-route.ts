import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cleanFileName } from '../../../protocol/file-name.ts'
import { type Refusal, refuse } from '../../../protocol/index.ts'
import type { Permits } from '../../access/permits.ts'
import { type BlobReader, type ByteRange, isBlobKey } from '../../files/file-store.ts'
import type { OpenStore } from '../../files/open-file-store.ts'
import { findFile, type StoredFile } from '../../files/upload-rows.ts'
import type { Tables } from '../../log/tables.ts'
import { byteRange } from '../byte-range.ts'
import { linkKeyOf, rightOf, sendRefusal } from '../doors.ts'
import { matches } from '../entity-tags.ts'
import { turnOn } from './one-by-one.ts'
import { servedAs } from './served-as.ts'

export interface FileRouteOptions {
  tables: Pick<Tables, 'query' | 'read'>
  openStore: OpenStore
  permits: Permits
}

/** What takes so long that the right to it may end meanwhile. */
const longBytes = 1024 * 1024
/** Any bytes that go out begin it anew. */
const unreadForMs = 60_000

/** The files of documents, for whoever may read those. */
export function fileRoute(http: FastifyInstance, options: FileRouteOptions): void {
  http.route({
    method: ['GET', 'HEAD'],
    url: '/api/documents/:id/files/:file',
    config: { asks: 'read', isNoVisit: true },
    handler: async (request, reply) => {
      const { file: id } = request.params as { file: string }
      const { documentId } = rightOf(request)
      const file = isBlobKey(id) ? await findFile(options.tables, documentId, id) : undefined
      if (file === undefined) return sendRefusal(reply, refuse('unknown-document'))
      return serve(options, { request, reply, file: renamed(file, request.query) })
    },
  })
}

/** As the document calls it by now, where whoever asks says so. */
function renamed(file: StoredFile, query: unknown): StoredFile {
  const { name } = query as { name?: unknown }
  return typeof name === 'string' && name.trim() !== '' ? { ...file, name: cleanFileName(name) } : file
}

interface Asked {
  request: FastifyRequest
  reply: FastifyReply
  file: StoredFile
}

/** What is given, of all that there is. */
interface Part {
  range: ByteRange | undefined
  length: number
}

/** The checksum is the entity tag: a download that broke off goes on anywhere. Whoever keeps it must ask each time. */
async function serve(options: FileRouteOptions, asked: Asked) {
  const { request, reply, file } = asked
  const { headers, method } = request
  const etag = `"${file.sha256}"`
  const always = {
    etag,
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    ...servedAs(file),
  }
  if (matches(headers['if-none-match'], etag)) return reply.code(304).headers(always).send()
  const isRanged = headers['if-range'] === undefined || headers['if-range'] === etag
  const range = isRanged ? byteRange(headers.range, file.size) : undefined
  if (range === 'unsatisfiable') {
    const none = { 'content-range': `bytes */${file.size}` }
    return reply
      .code(416)
      .headers({ ...always, ...none })
      .send()
  }
  const length = range === undefined ? file.size : range.to - range.from + 1
  const tell = () => {
    reply.headers({ ...always, 'content-length': length })
    if (range === undefined) return reply
    return reply.code(206).header('content-range', `bytes ${range.from}-${range.to}/${file.size}`)
  }
  if (method === 'HEAD' || length === 0) return tell().send()
  const bytes = await open(options, asked, { range, length })
  if (bytes === undefined) return reply.hijack()
  if ('reason' in bytes) return sendRefusal(reply, bytes)
  // Before that it may come to an error, which is not the file.
  return tell().send(bytes)
}

/** Undefined: nobody is there any more who could take it. */
async function open(
  { openStore, permits }: FileRouteOptions,
  { request, reply, file }: Asked,
  { range, length }: Part,
): Promise<Readable | Refusal | undefined> {
  const { raw } = reply
  const { socket } = request.raw
  const isOver = () => raw.destroyed || socket.destroyed
  // A file that waits behind another one would be open all that time.
  const leave = await turnOn(socket, raw)
  if (isOver()) {
    // An answer that never was on a connection does not hear that it has gone.
    leave()
    return undefined
  }
  // Before there is a reader: what has to be waited for then could leave it open.
  const refusal = length > longBytes ? await cutWithRight(permits, request, reply) : undefined
  if (refusal !== undefined) return refusal
  if (isOver()) return undefined
  const store = await openStore()
  const reader = await store.openToRead(file.blob)
  if (reader === undefined || reader.size !== file.size) throw await lost(file, reader)
  if (isOver()) {
    await reader.close()
    return undefined
  }
  // Whoever takes nothing for so long would hold the reader, and the connection, for as long as they like.
  raw.setTimeout(unreadForMs, () => raw.destroy())
  return reader.read(range)
}

async function lost({ id }: StoredFile, reader: BlobReader | undefined): Promise<Error> {
  await reader?.close()
  return new Error(`the store does not have the file ${id}`)
}

/** Who loses the right to read the document gets no more of the file, either. */
async function cutWithRight(
  permits: Permits,
  request: FastifyRequest,
  { raw }: FastifyReply,
): Promise<Refusal | undefined> {
  const cut = () => void raw.destroy()
  const { documentId } = rightOf(request)
  const question = { caller: request.caller, documentId, linkKey: linkKeyOf(request), isThere: true }
  const permit = await permits.open(question, { roleChanged: () => {}, ended: cut, unsure: cut })
  if ('reason' in permit) return permit
  // While the permit was asked for they may have left: that is not told again.
  if (raw.destroyed) permit.release()
  else raw.once('close', () => permit.release())
  return undefined
}
