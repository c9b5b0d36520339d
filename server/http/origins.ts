import type { IncomingMessage, ServerResponse } from 'node:http'

interface Origins {
  /** Where people find this server, where that is known. */
  publicOrigin: string | undefined
  /** Of other pages that may speak here. */
  allowedOrigins: readonly string[]
}

/**
 * Whose pages may speak here. Browsers let any page open WebSockets to any server, and post to it, in the name of whoever looks at the
 * page; but they say in `Origin` whose page it is. What is no page says nothing, and comes in.
 */
export function isWelcome({ headers: { origin, host } }: IncomingMessage, origins: Origins): boolean {
  if (origin === undefined || origins.allowedOrigins.includes(origin)) return true
  if (origins.publicOrigin !== undefined) return origin === origins.publicOrigin
  // Whoever ends TLS before us leaves `Host` alone, and nothing tells us the scheme for sure. A name that an evil site has pointed at
  // this server, in order to be its own host here, is what only PUBLIC_URL keeps out.
  return URL.canParse(origin) && new URL(origin).host === host
}

/** Lets the pages of other origins that are welcome read the answers, too. */
export function shareWith(
  { headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  { allowedOrigins }: Origins,
): void {
  if (allowedOrigins.length === 0) return
  response.setHeader('vary', 'origin')
  if (origin === undefined || !allowedOrigins.includes(origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'etag, content-range, retry-after, x-quire-seq')
  response.setHeader(
    'access-control-allow-headers',
    'content-type, range, if-range, if-none-match, x-quire-link',
  )
  response.setHeader('access-control-max-age', '7200')
}
