import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import * as v from 'valibot'
import { type DocumentId, documentIdSchema, type Refusal, type Role } from '../../protocol/index.ts'
import { type Access, type Question, unknown } from '../access/access.ts'
import type { Action } from '../access/roles.ts'
import type { By } from '../access/sharing.ts'

/** What a route asks before it does anything: an action on the document that its address names, `who` where it goes by the caller
 *  alone, `nothing` where it is for everybody. */
export type Asks = Action | 'who' | 'nothing'

/** What was answered. */
interface Right {
  documentId: DocumentId
  role: Role
}

declare module 'fastify' {
  interface FastifyContextConfig {
    asks?: Asks
    /** What other pages may name within them, a picture in a text first of all: whoever sees those has not come here. */
    isNoVisit?: boolean
  }
  interface FastifyRequest {
    right: Right | null
  }
}

/** Where somebody who is not known shows the key of the link by which they came: addresses end up in journals. */
const linkHeader = 'x-quire-link'

const documentParams = v.object({ id: documentIdSchema })

/** A route, as it was declared. */
export interface Door {
  method: string
  /** Its pattern. */
  url: string
  asks: Asks
}

/** Has every route ask, before even a body is read, and again when it has come: somebody may have dripped it. Gives them all, when the server is ready. One that does not say what it asks keeps
 *  the server from starting. */
export function keepDoors(http: FastifyInstance, access: Pick<Access, 'may' | 'hasEnded'>): readonly Door[] {
  // Forms, which other sites' pages may send, are nothing that a route here takes: 415.
  http.removeContentTypeParser('text/plain')
  http.decorateRequest('right', null)
  const routes: RouteOptions[] = []
  const doors: Door[] = []
  http.addHook('onRoute', route => void routes.push(route))
  http.addHook('onReady', async () => {
    for (const { method, url, config } of routes) {
      const asks = config?.asks
      if (asks === undefined) throw new Error(`${method} ${url} does not say what it asks`)
      for (const each of [method].flat()) doors.push({ method: each, url, asks })
    }
  })
  http.addHook('onRequest', async (request, reply) => {
    const { asks, isNoVisit } = request.routeOptions.config
    if (request.is404 || asks === undefined || asks === 'who' || asks === 'nothing') return
    const answer = await ask(access, asks, request, isNoVisit ? { isThere: true } : {})
    if ('reason' in answer) return sendRefusal(reply, answer)
    request.right = answer
  })
  http.addHook('preHandler', async (request, reply) => {
    const { asks } = request.routeOptions.config
    if (request.is404 || request.body === undefined || asks === undefined || asks === 'nothing') return
    if (await access.hasEnded(request.caller))
      return reply.code(401).send({ ok: false, reason: 'sign-in-needed' })
    if (asks === 'who') return
    const answer = await ask(access, asks, request, { isThere: true })
    if ('reason' in answer) return sendRefusal(reply, answer)
    request.right = answer
  })
  return doors
}

async function ask(
  access: Pick<Access, 'may'>,
  action: Action,
  request: FastifyRequest,
  again: Pick<Question, 'isThere'> = {},
): Promise<Right | Refusal> {
  const params = v.safeParse(documentParams, request.params)
  if (!params.success) return unknown
  const { id: documentId } = params.output
  const role = await access.may(action, {
    caller: request.caller,
    documentId,
    linkKey: linkKeyOf(request),
    ...again,
  })
  return typeof role === 'string' ? { documentId, role } : role
}

export function linkKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers[linkHeader]
  return typeof key === 'string' ? key : undefined
}

/** What the door has answered to a route that asks about a document. */
export function rightOf({ right }: FastifyRequest): Right {
  if (right === null) throw new Error('this route asks nothing about a document')
  return right
}

/** For a route that only an owner passes. */
export function ownerOf(request: FastifyRequest): By {
  const { user } = request.caller
  if (user === undefined) throw new Error('an owner is somebody')
  return { documentId: rightOf(request).documentId, user }
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const status = refusal.reason === 'unknown-document' ? 404 : refusal.reason === 'forbidden' ? 403 : 400
  return reply.code(status).header('cache-control', 'no-store').send(refusal)
}

/** Says when to come back. */
export function sendTooMuch(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { retryInMs = 1_000 } = refusal
  return reply
    .code(429)
    .header('retry-after', Math.ceil(retryInMs / 1000))
    .send(refusal)
}
