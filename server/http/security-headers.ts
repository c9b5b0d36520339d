import type { ServerResponse } from 'node:http'

/**
 * What the app's pages may do: nothing but what their own server gave them. Neither scripts nor style sheets stand in the pages
 * themselves; `connect-src` covers WebSockets to the own origin, and the service worker lives under what its own file was served with.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Style attributes are how pasted text says that it is bold: browsers would not even tell the editor. They carry no script.
  "style-src-attr 'unsafe-inline'",
  // Images of a document are in the document. Those of other sites are fetched only once a reader asks for it, and without a referrer.
  "img-src 'self' data: https:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page that shows a document to an audience does less than others, and may stand in the frames of those whom an operator has named.
 *  It has no style in attributes: what it shows is the server's own writing. */
export function livePolicy(embedOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // Of whoever came by a link's key, the page itself fetches the document's pictures.
    "img-src 'self' data: blob: https:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${embedOrigins.length === 0 ? "'none'" : ["'self'", ...embedOrigins].join(' ')}`,
  ].join('; ')
}

const always = new Map([
  ['content-security-policy', policy],
  ['x-content-type-options', 'nosniff'],
  // A document's address lets in whoever has it: no other site may learn it from a link that somebody follows.
  ['referrer-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  [
    'permissions-policy',
    ['accelerometer', 'camera', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'payment', 'usb']
      .map(feature => `${feature}=()`)
      .join(', '),
  ],
])

/** Browsers heed neither of these where a page came without TLS, and some complain. */
const behindTls = new Map([
  ['strict-transport-security', 'max-age=31536000'],
  ['cross-origin-opener-policy', 'same-origin'],
])

/** To be set before anything else is: whoever answers may then say otherwise. */
export function setSecurityHeaders(response: ServerResponse, { isSecure }: { isSecure: boolean }): void {
  response.setHeaders(always)
  if (isSecure) response.setHeaders(behindTls)
}
