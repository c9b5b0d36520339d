import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cleanFileName } from '../../../protocol/file-name.ts'
import { type Refusal, refuse } from '../../../protocol/index.ts'
import type { Access, Question } from '../../access/access.ts'
import type { Permits } from '../../access/permits.ts'
import { allows } from '../../access/roles.ts'
import { isBlobKey } from '../../files/file-store.ts'
import type { Grip } from '../../files/grips.ts'
import type { StoredFile } from '../../files/upload-rows.ts'
import type { Brought, Standing, Uploads, Which } from '../../files/uploads.ts'
import { linkKeyOf, rightOf, sendRefusal } from '../doors.ts'
import { sendLimit } from './send-limit.ts'
import { bodyType, countIn, metadataIn, tusVersion } from './tus-headers.ts'

export interface UploadRoutesOptions {
  uploads: Uploads
  access: Pick<Access, 'may'>
  permits: Permits
}

const all = '/api/documents/:id/uploads'
const one = `${all}/:upload`
const config = { asks: 'write' } as const

/** Uploads that go on after any interruption, by tus 1.0: creation and termination. */
export function uploadRoutes(http: FastifyInstance, options: UploadRoutesOptions): void {
  http.register(async scope => {
    // The bytes go to the disk as they come.
    scope.addContentTypeParser(bodyType, (_request, body, done) => done(null, body))
    scope.addHook('onRequest', async (request, reply) => {
      reply.headers({ 'tus-resumable': tusVersion, 'cache-control': 'no-store' })
      // Other sites' pages cannot send it without having asked.
      if (request.method === 'GET' || request.headers['tus-resumable'] === tusVersion) return
      const detail = `Tus-Resumable: ${tusVersion}`
      return reply.code(412).header('tus-version', tusVersion).send(refuse('malformed', { detail }))
    })
    scope.post(all, { config }, (request, reply) => begin(options, request, reply))
    // Before the other one, which would have another made from it.
    scope.head(one, { config }, (request, reply) => tell(options, request, reply))
    scope.get(one, { config }, (request, reply) => show(options, request, reply))
    scope.patch(one, { config }, (request, reply) => bring(options, request, reply))
    scope.delete(one, { config }, (request, reply) => cancel(options, request, reply))
  })
}

async function begin({ uploads }: UploadRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const size = countIn(request.headers['upload-length'])
  const name = metadataIn(request.headers, 'name') ?? metadataIn(request.headers, 'filename')
  if (size === undefined || name === undefined) {
    const detail = 'Upload-Length: bytes, and Upload-Metadata: name BASE64'
    return sendRefusal(reply, refuse('malformed', { detail }))
  }
  const { documentId } = rightOf(request)
  const { user } = request.caller
  const begun = await uploads.begin({ documentId, user, name: cleanFileName(name), size })
  if (begun === 'unknown-document') return sendRefusal(reply, refuse(begun))
  if ('limit' in begun) return sendLimit(reply, begun.limit, uploads.limits)
  const { id } = begun
  reply.code(201).header('location', `/api/documents/${documentId}/uploads/${id}`)
  if (size > 0) return reply.send()
  // There is nothing left to bring.
  const standing = await uploads.settle({ id, documentId, user })
  if (standing.is === 'done') tellFile(reply, standing.file)
  return reply.send()
}

async function tell({ uploads }: UploadRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const which = whichIn(request)
  const standing: Standing = which === undefined ? { is: 'gone' } : await uploads.settle(which)
  switch (standing.is) {
    case 'done':
      tellFile(reply, standing.file)
      return reply.headers({ 'upload-length': standing.file.size }).send()
    case 'uploading':
      return reply.headers({ 'upload-offset': standing.offset, 'upload-length': standing.size }).send()
    default:
      return sendNo(reply, standing)
  }
}

async function show({ uploads }: UploadRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const which = whichIn(request)
  if (which === undefined) return sendRefusal(reply, refuse('unknown-document'))
  let standing: Standing = await uploads.look(which)
  // All has come, and whoever should have made a file of it was killed.
  if (standing.is === 'uploading' && standing.offset === standing.size) standing = await uploads.settle(which)
  if (standing.is === 'uploading') {
    const { offset, size, name } = standing
    return reply.send({ offset, size, name, state: 'uploading' })
  }
  if (standing.is !== 'done') return sendNo(reply, standing)
  const { id, name, type, size, sha256 } = standing.file
  return reply.send({ offset: size, size, name, state: 'done', file: { id, name, type, size, sha256 } })
}

async function bring(options: UploadRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const { uploads } = options
  const which = whichIn(request)
  if (which === undefined) return sendRefusal(reply, refuse('unknown-document'))
  const offset = countIn(request.headers['upload-offset'])
  const body = bodyOf(request)
  if (body === undefined) return reply.code(415).send(refuse('malformed', { detail: bodyType }))
  if (offset === undefined) return sendRefusal(reply, refuse('malformed', { detail: 'Upload-Offset: bytes' }))
  const announced = countIn(request.headers['content-length']) ?? 0
  const before = await uploads.look(which)
  if (before.is === 'uploading' && offset + announced > before.size) return sendTooMuch(reply, before.size)
  const brought = await uploads.bring(which, {
    body,
    offset,
    granted: grip => hold(options.permits, questionOf(request, which), grip),
  })
  return answerBrought(options, { request, reply, which, brought })
}

interface Answering {
  request: FastifyRequest
  reply: FastifyReply
  which: Which
  brought: Brought
}

async function answerBrought({ uploads, access }: UploadRoutesOptions, answering: Answering) {
  const { request, reply, which, brought } = answering
  if (uploads.isDraining) reply.header('connection', 'close')
  if (brought.is === 'elsewhere') return sendElsewhere(reply, brought.offset)
  if (brought.is === 'done') return sendElsewhere(reply, brought.file.size)
  if (brought.is !== 'brought') return sendNo(reply, brought)
  const { offset, size, ending, why } = brought
  reply.header('upload-offset', offset)
  if (ending.is === 'too-much') return sendTooMuch(reply, size)
  if (ending.is === 'full') {
    return reply.code(507).send(refuse('storage', { detail: 'The disk is full: go on later.' }))
  }
  // Whoever may not write any more finishes nothing, either.
  const still = await access.may('write', questionOf(request, which))
  if (typeof still !== 'string') return sendRefusal(reply, still)
  if (offset < size) {
    if (ending.is === 'stopped' && (why === 'wanted' || why === 'lost' || why === 'forbidden')) {
      return sendNo(reply.header('connection', 'close'), { is: 'held' })
    }
    return reply.code(204).send()
  }
  const standing = await uploads.settle(which)
  if (standing.is !== 'done') return sendNo(reply, standing)
  tellFile(reply, standing.file)
  return reply.code(204).send()
}

async function cancel({ uploads }: UploadRoutesOptions, request: FastifyRequest, reply: FastifyReply) {
  const which = whichIn(request)
  if (which === undefined) return sendRefusal(reply, refuse('unknown-document'))
  const standing = await uploads.cancel(which)
  if (standing.is === 'uploading') return reply.code(204).send()
  if (standing.is !== 'done') return sendNo(reply, standing)
  return reply
    .code(409)
    .send(refuse('forbidden', { detail: 'All of it has come: it is a file of the document.' }))
}

/** Undefined: no upload is called so. */
function whichIn(request: FastifyRequest): Which | undefined {
  const { upload } = request.params as { upload: string }
  if (!isBlobKey(upload)) return undefined
  return { id: upload, documentId: rightOf(request).documentId, user: request.caller.user }
}

function questionOf(request: FastifyRequest, { documentId }: Which): Question {
  return { caller: request.caller, documentId, linkKey: linkKeyOf(request), isThere: true }
}

function bodyOf({ body, headers }: FastifyRequest): Readable | undefined {
  // The parser gave what it was given, to this type alone.
  return headers['content-type'] === bodyType ? (body as Readable) : undefined
}

/** For as long as bytes come: whoever loses the right to send them is cut off in the middle. */
async function hold(permits: Permits, question: Question, grip: Grip): Promise<() => void> {
  const forbid = () => grip.stop('forbidden')
  const permit = await permits.open(question, {
    roleChanged: role => {
      if (!allows(role, 'write')) forbid()
    },
    ended: forbid,
    unsure: forbid,
  })
  if ('reason' in permit) {
    forbid()
    return () => {}
  }
  if (!permit.allows('write')) forbid()
  return () => permit.release()
}

function tellFile(reply: FastifyReply, { id, size, sha256, type }: StoredFile): void {
  reply.headers({ 'upload-offset': size, 'x-quire-file': id, 'x-quire-sha256': sha256, 'x-quire-type': type })
}

function sendElsewhere(reply: FastifyReply, offset: number) {
  const detail = `Upload-Offset: ${offset}`
  return reply.code(409).header('upload-offset', offset).send(refuse('malformed', { detail }))
}

function sendTooMuch(reply: FastifyReply, size: number) {
  const refusal: Refusal = refuse('too-large', { detail: `Upload-Length: ${size}` })
  return reply.code(413).send({ ...refusal, size })
}

function sendNo(reply: FastifyReply, { is }: Exclude<Standing, { is: 'done' | 'uploading' }> | Standing) {
  if (is === 'gone') return sendRefusal(reply, refuse('unknown-document'))
  return reply
    .code(423)
    .header('retry-after', 1)
    .send(refuse('busy', { retryInMs: 1_000, detail: 'another request brings bytes' }))
}
