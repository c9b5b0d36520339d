import type { Node } from '@tiptap/pm/model'
import { kindOf } from '../schema/block-attributes.ts'

/** A formula as MathML, which browsers draw by themselves; undefined where there is none. */
export type DrawFormula = (tex: string, displayMode: boolean) => string | undefined

/** Longer ones, and what unfolds without end, stay what is written, as in the editor. */
const maxTex = 4_000
const limits = { maxExpand: 500, maxSize: 20, trust: false, strict: 'ignore' } as const

/** Fetches what draws formulas, where there are any. Undefined if it does not come: what is written can be read as well. */
export async function formulaDrawer(doc: Node): Promise<DrawFormula | undefined> {
  if (!hasFormulas(doc)) return undefined
  const katex = await import('katex').catch(() => undefined)
  return katex && drawerWith(katex)
}

function hasFormulas(doc: Node): boolean {
  let has = false
  doc.descendants(node => {
    has ||= kindOf(node) === 'math' || node.marks.some(mark => mark.type.name === 'math')
    return !has
  })
  return has
}

export function drawerWith({ default: { renderToString, ParseError } }: typeof import('katex')): DrawFormula {
  return (tex, displayMode) => {
    if (tex.length > maxTex || tex.trim() === '') return undefined
    try {
      const markup = renderToString(tex, { ...limits, displayMode, throwOnError: true, output: 'mathml' })
      const math = /<math[\s\S]*<\/math>/.exec(markup)?.[0]
      return math && withExactTex(math, tex)
    } catch (error) {
      if (error instanceof ParseError || error instanceof RangeError) return undefined
      throw error
    }
  }
}

/** White space of others means nothing; where ours does, the page says so. */
function withExactTex(math: string, tex: string): string {
  const isExact = tex === tex.replace(/\s+/g, ' ').trim()
  return isExact
    ? math
    : math.replace(/<annotation (?=encoding="application\/x-tex")/, '<annotation data-exact="" ')
}

/**
 * Puts a place for each formula that can be drawn; the text that gives the page puts them in there: the app's own policy takes the styles from
 * elements that it makes.
 */
export function placesForFormulas(page: Document, draw: DrawFormula): (html: string) => string {
  const drawn: string[] = []
  for (const code of page.body.querySelectorAll('code.math-inline, pre > code.language-math:only-child')) {
    if (code.childElementCount > 0) continue
    const isDisplayed = !code.classList.contains('math-inline')
    // The last line break of a `pre` does not count.
    const math = draw(isDisplayed ? code.textContent.replace(/\n$/, '') : code.textContent, isDisplayed)
    if (math === undefined) continue
    const place = page.createElement(isDisplayed ? 'div' : 'span')
    place.setAttribute('data-formula', String(drawn.length))
    // By keyboard as well: on a phone a long one does not fit.
    const around = code.textContent.length > 40 ? '<div tabindex="0">' : '<div>'
    drawn.push(isDisplayed ? `${around}${math}</div>` : math)
    ;(isDisplayed ? (code.parentElement ?? code) : code).replaceWith(place)
  }
  // What people write holds no such element: its signs are written out.
  return html =>
    html.replace(/<(div|span) data-formula="(\d+)"><\/\1>/g, (_, __, index) => drawn[Number(index)] ?? '')
}
