import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { givenRoles, refuse } from '../../protocol/index.ts'
import { invitedPrefix, readSharing } from '../access/read-sharing.ts'
import type { Sharing } from '../access/sharing.ts'
import type { Tables } from '../log/tables.ts'
import { linkKeyOf, ownerOf, rightOf, sendRefusal } from './doors.ts'

export interface SharingRoutesOptions {
  tables: Tables
  sharing: Sharing
  /** Where people sign in, they can be named by their address before they come. */
  canInvite: boolean
}

const role = v.picklist(givenRoles)
const userId = v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/))
const email = v.pipe(v.string(), v.trim(), v.maxLength(254), v.email())
const roleBody = v.object({ role })
const invitationBody = v.object({ email, role })
const ownerBody = v.object({ userId })
const personParams = v.object({ person: v.pipe(v.string(), v.maxLength(300)) })

const address = '/api/documents/:id/sharing'

/** Who has which role, and the link. */
export function sharingRoutes(http: FastifyInstance, options: SharingRoutesOptions): void {
  const { tables, sharing, canInvite } = options

  /** Answers with how it is shared now. */
  const sendSharing = async (request: FastifyRequest, reply: FastifyReply) => {
    const { documentId, role } = rightOf(request)
    reply.header('cache-control', 'private, no-store')
    return reply.send(await readSharing(tables, documentId, { role, linkKey: linkKeyOf(request) }))
  }
  /** A change that could not be made: the document was handed over, or the person taken off its list, a moment ago. */
  const answer = async (request: FastifyRequest, reply: FastifyReply, isDone: boolean) =>
    isDone ? sendSharing(request, reply) : sendRefusal(reply, refuse('forbidden', { detail: 'not any more' }))

  http.get(address, { config: { asks: 'see-sharing' } }, sendSharing)

  http.put(`${address}/link`, { config: { asks: 'share' } }, async (request, reply) => {
    const body = v.safeParse(roleBody, request.body)
    if (!body.success) return malformed(reply, 'role: editor, commenter or viewer')
    return answer(request, reply, await sharing.setLink(ownerOf(request), body.output.role))
  })

  http.post(`${address}/link/renewal`, { config: { asks: 'share' } }, async (request, reply) =>
    answer(request, reply, await sharing.renewLink(ownerOf(request))),
  )

  http.delete(`${address}/link`, { config: { asks: 'share' } }, async (request, reply) =>
    answer(request, reply, await sharing.withdrawLink(ownerOf(request))),
  )

  http.post(`${address}/people`, { config: { asks: 'share' } }, async (request, reply) => {
    const body = v.safeParse(invitationBody, request.body)
    if (!canInvite || !body.success) return malformed(reply, 'email, role; where people sign in')
    const { email, role } = body.output
    return answer(request, reply, await sharing.invite(ownerOf(request), email, role))
  })

  http.put(`${address}/people/:person`, { config: { asks: 'share' } }, async (request, reply) => {
    const body = v.safeParse(roleBody, request.body)
    if (!body.success) return malformed(reply, 'role: editor, commenter or viewer')
    const { person } = v.parse(personParams, request.params)
    const by = ownerOf(request)
    const { role } = body.output
    if (!person.startsWith(invitedPrefix))
      return answer(request, reply, await sharing.setRole(by, person, role))
    const invitation = v.safeParse(invitationBody, { email: person.slice(invitedPrefix.length), role })
    if (!canInvite || !invitation.success) return malformed(reply, 'mail:ADDRESS; where people sign in')
    return answer(request, reply, await sharing.invite(by, invitation.output.email, role))
  })

  http.delete(`${address}/people/:person`, { config: { asks: 'share' } }, async (request, reply) => {
    const { person } = v.parse(personParams, request.params)
    const by = ownerOf(request)
    const isDone = person.startsWith(invitedPrefix)
      ? await sharing.withdrawInvitation(by, person.slice(invitedPrefix.length))
      : await sharing.remove(by, person)
    return answer(request, reply, isDone)
  })

  // Whoever has it may give it back; an owner hands it over.
  http.delete(`${address}/people/me`, { config: { asks: 'read' } }, async (request, reply) => {
    const { documentId, role } = rightOf(request)
    const { user } = request.caller
    if (role === 'owner') return sendRefusal(reply, refuse('forbidden', { detail: 'hand it over first' }))
    if (user !== undefined) await sharing.leave({ documentId, user })
    return reply.code(204).send()
  })

  http.put('/api/documents/:id/owner', { config: { asks: 'hand-over' } }, async (request, reply) => {
    const body = v.safeParse(ownerBody, request.body)
    if (!body.success) return malformed(reply, 'userId')
    const isDone = await sharing.handOver(ownerOf(request), body.output.userId)
    if (isDone) rightOf(request).role = 'editor'
    return answer(request, reply, isDone)
  })
}

const malformed = (reply: FastifyReply, detail: string) => sendRefusal(reply, refuse('malformed', { detail }))
