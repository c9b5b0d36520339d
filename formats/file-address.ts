/** The path of a document's file on its own site. */
const path = /^\/api\/documents\/([\w-]+)\/files\/([\w-]+)$/

/** The document and the file that an address of this site speaks of. Where there is no page, there is no site of its own. */
export function fileAt(address: string): { document: string; file: string } | undefined {
  const { location } = globalThis as { location?: { origin: string } }
  if (location === undefined || !URL.canParse(address, location.origin)) return undefined
  const { origin, pathname } = new URL(address, location.origin)
  const [, document, file] = path.exec(pathname) ?? []
  if (origin !== location.origin || document === undefined || file === undefined) return undefined
  return { document, file }
}
