import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Refusal } from '../../protocol/index.ts'
import type { Limits } from '../access/limits.ts'
import type { Client } from './client-of.ts'
import type { DoorAnswer, Doorkeeper } from './front-door.ts'
import { isWelcome, shareWith } from './origins.ts'
import { setSecurityHeaders } from './security-headers.ts'

export interface DoorkeeperOptions {
  publicOrigin: string | undefined
  allowedOrigins: readonly string[]
  clientOf: (request: IncomingMessage) => Client
  limits: Limits
  journal: Pick<FastifyBaseLogger, 'warn'>
}

/** Knows the rules that hold for every request, whatever it asks for. */
export function openDoorkeeper({ clientOf, limits, journal, ...origins }: DoorkeeperOptions): Doorkeeper {
  const behindTls = origins.publicOrigin?.startsWith('https:') === true ? origins.publicOrigin : undefined
  return {
    dress: (request, response) => {
      const isSecure = behindTls !== undefined || clientOf(request).scheme === 'https'
      setSecurityHeaders(response, { isSecure })
      shareWith(request, response, origins)
    },
    answer: request => {
      if (behindTls !== undefined && clientOf(request).scheme === 'http' && !asksForHealth(request)) {
        return towards(behindTls, request)
      }
      if (!isWelcome(request, origins)) {
        const { origin } = request.headers
        journal.warn({ origin, address: clientOf(request).address }, 'Refused a page of another origin.')
        return { status: 403, body: { reason: 'forbidden', detail: 'the page comes from another origin' } }
      }
      // A browser asks whether it may ask. The headers say it.
      if (request.method === 'OPTIONS') return { status: 204 }
      if (!isPlain(request)) return { status: 404, body: { reason: 'unknown-address' } }
      const limit = limitOn(request)
      const refusal = limit && limits.admit(limit, clientOf(request).address)
      return refusal && comeBackLater(refusal)
    },
  }
}

/** Pages and their files are not counted; a poll belongs to a connection that was. */
function limitOn({ method, url = '' }: IncomingMessage) {
  if (url.startsWith('/socket.io/')) return !namesConnection(url) ? 'connections' : undefined
  if (url.startsWith('/auth/')) return 'requests'
  if (!url.startsWith('/api/')) return undefined
  return method === 'POST' ? 'creations' : 'requests'
}

/** As Engine.IO reads it. */
function namesConnection(url: string): boolean {
  const [, parameters = ''] = url.replace(/#.*/s, '').split(/\?(.*)/s)
  return Boolean(new URLSearchParams(parameters).get('sid'))
}

/** What is decided here goes by the beginning of the path. Routes are found by the path as it is decoded, and whole URLs lead to them,
 *  too: those are nothing that a browser sends. */
const isPlain = ({ url = '' }: IncomingMessage): boolean => /^\/[^/?#%]*(?:[/?#]|$)/.test(url)

function comeBackLater(refusal: Refusal): DoorAnswer {
  const { retryInMs = 1_000 } = refusal
  return { status: 429, headers: { 'retry-after': String(Math.ceil(retryInMs / 1000)) }, body: refusal }
}

/** Balancers ask by themselves, without TLS, and would take any other answer for an illness. */
const asksForHealth = ({ url = '' }: IncomingMessage): boolean => url.startsWith('/health/')

/** Who only reads is sent on; what others say was said in the clear already, and should fail where one sees it. */
function towards(origin: string, { method, url = '', headers }: IncomingMessage): DoorAnswer {
  const reads = (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined
  if (!reads) return { status: 403, body: { reason: 'forbidden', detail: `use ${origin}` } }
  return { status: 308, headers: { location: origin + (url.startsWith('/') ? url : '/') } }
}
