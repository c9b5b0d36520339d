const allowed = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** What a person typed, as an address to link to: "example.com" → "https://example.com", "a@b.org" → "mailto:a@b.org".
 *  Undefined when it is none that a document may link to. */
export function linkAddress(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '' || /\s/.test(text)) return undefined
  if (text.startsWith('#')) return text
  if (/^[^@/:?#]+@[^@/:?#]+\.[^@/:?#]+$/.test(text)) return `mailto:${text}`
  // "localhost:8080" and "example.com:80/x" look like a scheme, but a digit follows the colon.
  const hasScheme = /^([a-z][a-z0-9+.-]*:(?!\d)|tel:)/i.test(text)
  const address = hasScheme ? text : `https://${text}`
  if (!URL.canParse(address)) return undefined
  const { protocol, hostname } = new URL(address)
  if (!allowed.has(protocol)) return undefined
  const bare = !hasScheme && !hostname.includes('.') && hostname !== 'localhost'
  return bare ? undefined : address
}
