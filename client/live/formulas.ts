type Katex = typeof import('katex')

/** As the editor draws them: longer ones, and what unfolds without end, stay what is written. */
const maxTex = 4_000
const limits = { maxExpand: 500, maxSize: 20, trust: false, strict: 'ignore' } as const

let katex: Katex | undefined
let loading: Promise<void> | undefined
let isWanted = false

/** Undefined: what is written is shown instead, for now or for good. The browser draws it by itself, with letters of its own: there is neither a
 *  style sheet nor a font to fetch. */
export function drawFormula(tex: string, displayMode: boolean): HTMLElement | undefined {
  isWanted = true
  if (katex === undefined || tex.length > maxTex || tex.trim() === '') return undefined
  const {
    default: { renderToString, ParseError },
  } = katex
  try {
    const markup = renderToString(tex, { ...limits, displayMode, throwOnError: true, output: 'mathml' })
    const { body } = new DOMParser().parseFromString(
      markup.replaceAll(' style="', ' data-style="'),
      'text/html',
    )
    const math = body.querySelector('math')
    if (math === null) return undefined
    const around = document.createElement(displayMode ? 'div' : 'span')
    around.className = displayMode ? 'math-block' : 'math'
    around.append(math)
    return around
  } catch (error) {
    if (error instanceof ParseError || error instanceof RangeError) return undefined
    throw error
  }
}

/** Fetches what draws formulas, where there are any. Resolves with whether something can be drawn now that could not before. */
export async function fetchFormulas(): Promise<boolean> {
  if (!isWanted || katex !== undefined) return false
  loading ??= import('katex').then(
    module => {
      katex = module
    },
    () => {
      // What is written can be read; with the next change it is tried again.
      loading = undefined
    },
  )
  await loading
  return katex !== undefined
}
