import type { FastifyInstance } from 'fastify'
import { type Caller, nobody } from '../access/caller.ts'
import type { Identity } from '../access/identity.ts'
import type { Limits } from '../access/limits.ts'
import { sendTooMuch } from './doors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks: known before any route is reached. */
    caller: Caller
  }
}

/** Finds out of every request who asks, and has the answer carry the cookie by which they are known. */
export function askWho(http: FastifyInstance, identity: Identity, limits: Pick<Limits, 'admitPerson'>): void {
  http.decorateRequest('caller')
  http.addHook('onRequest', async (request, reply) => {
    request.caller = nobody
    const { caller, cookie, refusal } = await identity.identify(request.raw, request.routeOptions.url)
    request.caller = caller
    if (cookie !== undefined) reply.header('set-cookie', cookie)
    if (refusal !== undefined) return reply.code(401).send({ ok: false, reason: refusal })
    const tooMuch = caller.user === undefined ? undefined : limits.admitPerson(caller.user)
    if (tooMuch !== undefined) return sendTooMuch(reply, tooMuch)
  })
  http.addHook('onSend', async (_request, reply) => {
    // A cache that served it to others would make them all one person.
    if (reply.hasHeader('set-cookie')) reply.header('cache-control', 'private, no-cache')
  })
}
