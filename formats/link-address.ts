const allowedSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/**
 * The address if a link may point there: http, https, mailto, tel, or a place within the page (#…). Anything else,
 * `javascript:` first of all, is undefined. The browser's own parser decides, because it is what follows the link:
 * it strips tabs and line breaks inside the scheme and control characters before it, which hand-made checks miss.
 */
export function allowedAddress(href: unknown): string | undefined {
  if (typeof href !== 'string') return undefined
  const address = href.trim()
  if (address.startsWith('#')) return address
  if (!URL.canParse(address)) return undefined
  return allowedSchemes.has(new URL(address).protocol) ? address : undefined
}
