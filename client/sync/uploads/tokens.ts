/** What a block calls its upload. It ends with a mark of the document, so that one is known in a copy, where nobody goes on with it. */
export function newToken(documentId: string): string {
  // On pages without TLS, too.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const random = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return `${random}-${markOf(documentId)}`
}

/** Of those that have no mark it is not known. */
export function isTokenOf(documentId: string, token: string): boolean {
  const [, mark] = /^[\da-f]{32}-([\da-z]+)$/.exec(token) ?? []
  return mark === undefined || mark === markOf(documentId)
}

/** FNV-1a, short: a copy's readers are not to learn what its original is called, and what is told of an upload must be small. */
function markOf(documentId: string): string {
  let hash = 0x811c9dc5
  for (const sign of documentId) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193)
  return ((hash >>> 0) % 36 ** 4).toString(36)
}
