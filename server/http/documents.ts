import { randomBytes } from 'node:crypto'
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
import { listDocuments, readableAmong } from '../access/document-lists.ts'
import type { Limits } from '../access/limits.ts'
import { searchDocuments } from '../access/search-documents.ts'
import type { Sharing } from '../access/sharing.ts'
import type { StoredLog } from '../log/tables.ts'
import { linkKeyOf, ownerOf, sendRefusal, sendTooMuch } from './doors.ts'

export interface DocumentRoutesOptions {
  log: Pick<StoredLog, 'summaries' | 'tables'>
  access: Pick<Access, 'created'>
  sharing: Sharing
  limits: Pick<Limits, 'admitSearch'>
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
  v.object({ list: v.picklist(['mine', 'shared', 'trash']) }),
  v.object({ ids: documentIds }),
  v.object({ search: v.pipe(v.string(), v.maxLength(maxSearchLength)) }),
])

/** Of a document that was made on a device without a network. */
const madeOnDevice = v.object({
  secret: v.optional(v.pipe(v.string(), v.check(isCreationSecret))),
  /** Who made it, where the device knew. */
  by: v.optional(v.string()),
})

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
    const id = secret === undefined ? randomBytes(12).toString('base64url') : await newDocumentId(secret)
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
      const detail = `list: mine, shared or trash; or ids: up to ${maxSummaryIds} document ids; or search: up to ${maxSearchLength} characters`
      return sendRefusal(reply, refuse('malformed', { detail }))
    }
    reply.header('cache-control', 'private, no-store')
    const { caller } = request
    if ('list' in query.output) return listDocuments(log.tables, query.output.list, caller)
    if ('search' in query.output) {
      const tooMuch = caller.user === undefined ? undefined : limits.admitSearch(caller.user)
      if (tooMuch !== undefined) return sendTooMuch(reply, tooMuch)
      return searchDocuments(log.tables, query.output.search, caller)
    }
    const linkKey = linkKeyOf(request)
    return log.summaries(await readableAmong(log.tables, query.output.ids, { caller, linkKey }))
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
