import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { DoorAnswer, Doorkeeper } from './front-door.ts'
import { isWelcome, shareWith } from './origins.ts'
import { setSecurityHeaders } from './security-headers.ts'

export interface DoorkeeperOptions {
  publicOrigin: string | undefined
  allowedOrigins: readonly string[]
  journal: Pick<FastifyBaseLogger, 'warn'>
}

/** Knows the rules that hold for every request, whatever it asks for. */
export function openDoorkeeper({ journal, ...origins }: DoorkeeperOptions): Doorkeeper {
  const isSecure = origins.publicOrigin?.startsWith('https:') ?? false
  return {
    dress: (request: IncomingMessage, response: ServerResponse) => {
      setSecurityHeaders(response, { isSecure })
      shareWith(request, response, origins)
    },
    answer: (request: IncomingMessage): DoorAnswer | undefined => {
      const { origin } = request.headers
      if (!isWelcome(request, origins)) {
        journal.warn({ origin }, 'Refused a request of a page of another origin.')
        return { status: 403, body: { reason: 'forbidden', detail: 'the page comes from another origin' } }
      }
      // A browser asks whether it may ask. The headers say it.
      return request.method === 'OPTIONS' ? { status: 204 } : undefined
    },
  }
}
