import rules from './uploads.css?inline'

let sheet: CSSStyleSheet | undefined

/** Only documents with files in them need these: they come with the code. */
export function putOnStyles(): void {
  if (sheet !== undefined) return
  sheet = new CSSStyleSheet()
  sheet.replaceSync(rules)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
