import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import {
  documentIdSchema,
  isCreationSecret,
  maxSearchLength,
  maxSummaryIds,
  newDocumentId,
  refuse,
} from '../../protocol/index.ts'
import type { Access } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'
import { listDocuments, listNames, readableAmong } from '../access/document-lists.ts'
import type { Limits } from '../access/limits.ts'
import { searchDocuments } from '../access/search-documents.ts'
import type { Sharing } from '../access/sharing.ts'
import { star, unstar } from '../access/stars.ts'
import { stepsOfCopiedFiles } from '../files/copied-files.ts'
import { connectionPrefix } from '../log/authors.ts'
import { stepsOfCopy } from '../log/steps-of-copy.ts'
import type { StoredLog } from '../log/tables.ts'
import { linkKeyOf, ownerOf, rightOf, sendRefusal, sendTooMuch } from './doors.ts'

export interface DocumentRoutesOptions {
  log: Pick<StoredLog, 'summaries' | 'tables' | 'copyOf'>
  access: Pick<Access, 'created' | 'may'>
  sharing: Sharing
  limits: Pick<Limits, 'admitCostly'>
  /** A document was deleted for good: what it held can be erased. */
  onDeleted: () => void
}

const documentIds = v.pipe(
  v.string(),
  v.transform(ids => ids.split(',').filter(id => id !== '')),
  v.maxLength(maxSummaryIds),
  v.array(documentIdSchema),
)
const listQuery = v.union([
  v.object({ list: v.picklist(listNames) }),
  v.object({ ids: documentIds }),
  v.object({ search: v.pipe(v.string(), v.maxLength(maxSearchLength)) }),
])

/** Of a document that was made on a device without a network. */
const madeOnDevice = v.object({
  secret: v.optional(v.pipe(v.string(), v.check(isCreationSecret))),
  /** Who made it, where the device knew. */
  by: v.optional(v.string()),
})

const copyBody = v.object({ title: v.pipe(v.string(), v.maxLength(300)) })

const randomId = () => randomBytes(12).toString('base64url')

/** Making documents, listing them, and throwing them away. */
export function documentRoutes(http: FastifyInstance, options: DocumentRoutesOptions): void {
  const { log, access, sharing, limits, onDeleted } = options

  http.post('/api/documents', { config: { asks: 'who' } }, async ({ caller, body }, reply) => {
    const made = v.safeParse(madeOnDevice, body ?? {})
    if (!made.success) return sendRefusal(reply, refuse('malformed', { detail: 'secret: 22 to 64 letters' }))
    const { secret, by } = made.output
    if (!isTheirs(by, caller)) {
      return sendRefusal(reply, refuse('forbidden', { detail: 'made by somebody else' }))
    }
    const id = secret === undefined ? randomId() : await newDocumentId(secret)
    // Asked once more by who did not hear the answer: what there is stays as it is, whoever owns it by now.
    const isNew = await access.created(id, caller)
    return reply
      .code(isNew ? 201 : 200)
      .header('location', `/d/${id}`)
      .send({ id })
  })

  http.get('/api/documents', { config: { asks: 'who' } }, async (request, reply) => {
    const query = v.safeParse(listQuery, request.query)
    if (!query.success) {
      const detail = `list: ${listNames.join(', ')}; or ids: up to ${maxSummaryIds} document ids; or search: up to ${maxSearchLength} characters`
      return sendRefusal(reply, refuse('malformed', { detail }))
    }
    reply.header('cache-control', 'private, no-store')
    const { caller } = request
    if ('list' in query.output) return listDocuments(log.tables, query.output.list, caller)
    if ('search' in query.output) {
      const tooMuch = caller.user && limits.admitCostly('personSearches', caller.user)
      if (tooMuch) return sendTooMuch(reply, tooMuch)
      return searchDocuments(log.tables, query.output.search, caller)
    }
    const linkKey = linkKeyOf(request)
    return log.summaries(await readableAmong(log.tables, query.output.ids, { caller, linkKey }))
  })

  // Whoever may read it may have it to themselves.
  http.post('/api/documents/:id/copy', { config: { asks: 'read' } }, async (request, reply) => {
    const { caller } = request
    const body = v.safeParse(copyBody, request.body)
    if (!body.success) return sendRefusal(reply, refuse('malformed', { detail: 'title' }))
    const tooMuch = caller.user && limits.admitCostly('personCopies', caller.user)
    if (tooMuch) return sendTooMuch(reply, tooMuch)
    const { documentId } = rightOf(request)
    const copied = await log.copyOf(documentId, body.output.title)
    if (copied === undefined) return reply.code(503).send(refuse('busy'))
    // That may have taken a while: a right that ended meanwhile gives nothing any more.
    const still = await access.may('read', {
      caller,
      documentId,
      linkKey: linkKeyOf(request),
      isThere: true,
    })
    if (typeof still !== 'string') return sendRefusal(reply, still)
    const id = randomId()
    // Of somebody whom nobody knows, the words are the author's of that one moment.
    const author = caller.user ?? `${connectionPrefix}${randomUUID()}`
    const { query } = log.tables
    await access.created(id, caller, [
      ...stepsOfCopy(query, id, { ...copied, author }),
      ...stepsOfCopiedFiles(query, id, documentId),
    ])
    return reply.code(201).header('location', `/d/${id}`).send({ id })
  })

  // Of somebody who came with a link's key, and is nobody that the server knows, nothing is kept.
  http.put('/api/documents/:id/star', { config: { asks: 'read' } }, async (request, reply) => {
    const { user } = request.caller
    if (user !== undefined) await star(log.tables, { documentId: rightOf(request).documentId, user })
    return reply.code(204).send()
  })

  http.delete('/api/documents/:id/star', { config: { asks: 'read' } }, async (request, reply) => {
    const { user } = request.caller
    if (user !== undefined) await unstar(log.tables, { documentId: rightOf(request).documentId, user })
    return reply.code(204).send()
  })

  http.put('/api/documents/:id/trash', { config: { asks: 'trash' } }, async (request, reply) => {
    if (!(await sharing.trash(ownerOf(request)))) return sendRefusal(reply, refuse('forbidden'))
    return reply.code(204).send()
  })

  http.delete('/api/documents/:id/trash', { config: { asks: 'trash' } }, async (request, reply) => {
    if (!(await sharing.restore(ownerOf(request)))) return sendRefusal(reply, refuse('forbidden'))
    return reply.code(204).send()
  })

  http.delete('/api/documents/:id', { config: { asks: 'delete' } }, async (request, reply) => {
    if (!(await sharing.delete(ownerOf(request)))) {
      return sendRefusal(reply, refuse('forbidden', { detail: 'only from the trash' }))
    }
    onDeleted()
    return reply.code(204).send()
  })
}

/** Whoever uses the device next must not become the owner of what somebody made there who had signed in. A guest may have signed in since. */
function isTheirs(by: string | undefined, { user }: Caller): boolean {
  return by === undefined || !by.startsWith('u_') || by === user
}
