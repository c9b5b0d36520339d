import styleSheet from 'katex/dist/katex.min.css?url'

/** A formula as elements, or why there is none. `later`: what draws it is on its way. */
export type Rendered =
  | { state: 'drawn'; element: HTMLElement }
  | { state: 'broken'; reason: string }
  | { state: 'long' }
  | { state: 'later' }

type Katex = typeof import('katex')

/** Longer formulas are shown as what is written: drawing one would take too long at each key. In characters. */
export const maxTex = 4_000

/** Against what is made to be large: how often macros may unfold, and how large anything may be, in ems. */
const limits = { maxExpand: 500, maxSize: 20, trust: false, strict: 'ignore' } as const
const maxKept = 300

const kept = new Map<string, Rendered>()
let katex: Katex | undefined
let loading: Promise<void> | undefined

/** Fetches what draws formulas, with its style and letters, all from our own server. Asked again after a failure, it tries again. */
export function prepareFormulas(): Promise<void> {
  loading ??= Promise.all([import('katex'), loadStyle()]).then(
    ([module]) => {
      katex = module
    },
    error => {
      loading = undefined
      throw error
    },
  )
  return loading
}

export function render(tex: string, displayMode: boolean): Rendered {
  if (tex.length > maxTex) return { state: 'long' }
  if (katex === undefined) return { state: 'later' }
  const key = `${displayMode}${tex}`
  let rendered = kept.get(key)
  if (rendered === undefined) {
    rendered = draw(katex, tex, displayMode)
    const [oldest] = kept.keys()
    if (kept.size >= maxKept && oldest !== undefined) kept.delete(oldest)
    kept.set(key, rendered)
  }
  if (rendered.state !== 'drawn') return rendered
  const element = rendered.element.cloneNode(true)
  return element instanceof HTMLElement ? { state: 'drawn', element } : rendered
}

function draw({ default: { render, ParseError } }: Katex, tex: string, displayMode: boolean): Rendered {
  const element = document.createElement('span')
  try {
    render(tex, element, { ...limits, displayMode, throwOnError: true, output: 'htmlAndMathml' })
    return { state: 'drawn', element }
  } catch (error) {
    if (error instanceof ParseError)
      return { state: 'broken', reason: error.message.replace(/^KaTeX parse error: /, '') }
    // Nested so deeply that drawing it runs out of room.
    if (error instanceof RangeError) return { state: 'long' }
    throw error
  }
}

/** A sheet of its own: who has no formulas does without. */
function loadStyle(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = styleSheet
  link.onload = () => resolve()
  link.onerror = () => {
    link.remove()
    reject(new Error('the style of formulas did not come'))
  }
  document.head.append(link)
  return promise
}
