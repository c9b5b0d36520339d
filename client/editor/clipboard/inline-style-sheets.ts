/** How long reading style sheets may take, whatever a page brings along. */
const patienceMs = 500

/**
 * Writes what pasted style sheets say into style attributes, where the parser's rules see it. ProseMirror would have the browser read
 * the sheets, in a document that nobody sees; but the page's security policy lets in no sheet that its server did not send.
 */
export function inlineStyleSheets(html: string): string {
  const { rest, sheets } = takeStyleSheets(html)
  if (sheets.length === 0) return html
  const page = new DOMParser().parseFromString(rest, 'text/html')
  applyStyleSheets(sheets, page)
  return page.body.innerHTML
}

/** Parts a page and its style sheets. One way through the text, however many there are. */
export function takeStyleSheets(html: string): { rest: string; sheets: string[] } {
  const opening = /<style(?=[\s>/])/gi
  const closing = /<\/style(?=[\s>/])[^>]*>?/gi
  const sheets: string[] = []
  let rest = ''
  let at = 0
  for (let start = opening.exec(html); start !== null; start = opening.exec(html)) {
    const from = html.indexOf('>', start.index) + 1
    closing.lastIndex = from
    const end = from === 0 ? null : closing.exec(html)
    rest += html.slice(at, start.index)
    // What no tag ends ends with the page.
    at = end === null ? html.length : closing.lastIndex
    if (end === null) break
    sheets.push(html.slice(from, end.index))
    opening.lastIndex = at
  }
  return { rest: rest + html.slice(at), sheets }
}

export function applyStyleSheets(sheets: readonly string[], page: Document): void {
  const until = performance.now() + patienceMs
  for (const text of sheets) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    for (const rule of sheet.cssRules) {
      if (performance.now() > until) return
      if (rule instanceof CSSStyleRule) apply(rule, page)
    }
  }
}

function apply(rule: CSSStyleRule, page: Document): void {
  for (const element of page.querySelectorAll<HTMLElement>(rule.selectorText)) {
    // As text: the style itself would drop what no browser knows, such as Word's lists.
    const own = element.getAttribute('style') ?? ''
    element.setAttribute('style', `${own}${/[^;\s]\s*$/.test(own) ? ';' : ''}${rule.style.cssText}`)
  }
}
