/** Paper says where a link leads, behind its words; not where the words are that address. Returns its own undo. */
export function printAddressesOnce(): () => void {
  const sheet = new CSSStyleSheet()
  const before = () => sheet.replaceSync(withoutAddress(document.querySelectorAll('.tiptap a[href]')))
  document.adoptedStyleSheets.push(sheet)
  addEventListener('beforeprint', before)
  return () => {
    removeEventListener('beforeprint', before)
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter(each => each !== sheet)
  }
}

/** By address, in a style sheet: what stands in the text itself is the editor's to change. */
export function withoutAddress(links: Iterable<Element>): string {
  const shown = new Set<string>()
  for (const link of links) {
    const address = link.getAttribute('href') ?? ''
    if (bare(link.textContent) === bare(address)) shown.add(`[href="${CSS.escape(address)}"]`)
  }
  if (shown.size === 0) return ''
  return `@media print { .tiptap a:is(${[...shown].join()})::after { content: none } }`
}

const bare = (address: string): string =>
  address
    .trim()
    .replace(/^(https?:\/\/|mailto:)/i, '')
    .replace(/\/$/, '')
    .toLowerCase()
