/**
 * Writes what pasted style sheets say into style attributes, where the parser's rules see it. ProseMirror would have the browser read
 * the sheets, in a document that nobody sees; but the page's security policy lets in no sheet that its server did not send.
 */
export function inlineStyleSheets(html: string): string {
  const sheets: string[] = []
  const rest = html.replace(/<style\b[^>]*>([\s\S]*?)<\/style\s*>/gi, (_, sheet: string) => {
    sheets.push(sheet)
    return ''
  })
  if (sheets.length === 0) return html
  const page = new DOMParser().parseFromString(rest, 'text/html')
  for (const sheet of sheets) apply(sheet, page)
  return page.body.innerHTML
}

function apply(text: string, page: Document): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  for (const rule of sheet.cssRules) {
    if (!(rule instanceof CSSStyleRule)) continue
    for (const element of page.querySelectorAll<HTMLElement>(rule.selectorText)) {
      element.style.cssText += rule.style.cssText
    }
  }
}
