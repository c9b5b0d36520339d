import type { PhrasingContent } from 'mdast'
import type { Run } from '../content.ts'
import { allowedAddress } from '../link-address.ts'

type Attributes = Run['marks'][string]
type Wrap = (children: PhrasingContent[], attributes: Attributes) => PhrasingContent[]

/** How each mark is written around its words; of one that is not here, the words alone are. Code is not: it is a leaf. */
const wraps: { readonly [mark: string]: Wrap } = {
  link: (children, { href }) => [{ type: 'link', url: String(href), children } as PhrasingContent],
  bold: children => [{ type: 'strong', children }],
  italic: children => [{ type: 'emphasis', children }],
  strike: children => [{ type: 'delete', children }],
  underline: within('u'),
  subscript: within('sub'),
  superscript: within('sup'),
  highlight: within('mark'),
}

/** Markdown has no words for these, but lets HTML stand in a line. */
function within(tag: string): Wrap {
  return children => [html(`<${tag}>`), ...children, html(`</${tag}>`)]
}

/** What a file says of a run: marks that it has no words for part nothing, colours do not either. */
const said: { readonly [mark: string]: (attributes: Attributes) => Attributes | undefined } = {
  ...Object.fromEntries([...Object.keys(wraps), 'code', 'math'].map(mark => [mark, () => ({})])),
  link: ({ href }) => {
    const url = allowedAddress(href)
    return url === undefined ? undefined : { href: url }
  },
}

/** Runs as a file has them, as few as can be: the same for a document, however it is kept. */
export function plainRuns(runs: readonly Run[]): Run[] {
  return joined(runs.map(({ text, marks }) => ({ text, marks: plainMarks(marks) })))
}

function plainMarks(marks: Run['marks']): Run['marks'] {
  const kept = Object.keys(said).flatMap(name => {
    const attributes = Object.hasOwn(marks, name) ? marks[name] : undefined
    const plain = attributes && said[name]?.(attributes)
    return plain === undefined ? [] : [[name, plain] as const]
  })
  return Object.fromEntries(kept)
}

/** Around white space these mean nothing, and Markdown can hardly say it. */
const trimmed: readonly string[] = ['bold', 'italic', 'strike']

/** `oneLine`: the place takes no line breaks, as a heading. */
export function phrasingOf(runs: readonly Run[], { oneLine }: { oneLine: boolean }): PhrasingContent[] {
  const tidy = trimmed.reduce<Run[]>(withoutSpaceAtEnds, plainRuns(runs))
  return withBreaks(nest(joined(tidy)), { oneLine, last: true })
}

function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = []
  for (const { text, marks } of runs) {
    const last = result.at(-1)
    if (text === '') continue
    if (last !== undefined && sameMarks(last.marks, marks)) last.text += text
    else result.push({ text, marks })
  }
  return result
}

function sameMarks(some: Run['marks'], others: Run['marks']): boolean {
  const names = Object.keys(some)
  return (
    names.length === Object.keys(others).length &&
    names.every(name => JSON.stringify(some[name]) === JSON.stringify(others[name]))
  )
}

function nest(runs: readonly Run[]): PhrasingContent[] {
  const nodes: PhrasingContent[] = []
  let index = 0
  for (let run = runs[0]; run !== undefined; run = runs[index]) {
    const widest = widestMark(runs, index)
    if (widest === undefined) {
      nodes.push(...leaves(run))
      index++
      continue
    }
    const { mark, end } = widest
    const within = runs.slice(index, end).map(({ text, marks: { [mark]: _, ...marks } }) => ({ text, marks }))
    nodes.push(...(wraps[mark]?.(nest(within), run.marks[mark] ?? {}) ?? []))
    index = end
  }
  return nodes
}

/** The mark of the run at `start` that reaches furthest, links first: so marks are opened and closed as seldom as can be. */
function widestMark(runs: readonly Run[], start: number): { mark: string; end: number } | undefined {
  let widest: { mark: string; end: number } | undefined
  for (const mark of Object.keys(wraps)) {
    const attributes = runs[start]?.marks[mark]
    if (attributes === undefined) continue
    const end = endOf(runs, start, mark)
    if (widest === undefined || end > widest.end) widest = { mark, end }
  }
  return widest
}

function endOf(runs: readonly Run[], start: number, mark: string): number {
  const key = JSON.stringify(runs[start]?.marks[mark])
  let end = start + 1
  while (end < runs.length && JSON.stringify(runs[end]?.marks[mark]) === key) end++
  return end
}

function leaves({ text, marks }: Run): PhrasingContent[] {
  return text
    .split(/(\n)/)
    .filter(part => part !== '')
    .map(part => {
      // A formula is one line of the file; the words around it say how its dollars must be written.
      if (marks.math !== undefined) return { type: 'inlineMath', value: part === '\n' ? ' ' : part }
      if (part === '\n') return { type: 'break' }
      return marks.code === undefined ? { type: 'text', value: part } : { type: 'inlineCode', value: part }
    })
}

/** A break at the very end would mean nothing, and one in a heading would end it: those are written as HTML. */
function withBreaks(nodes: PhrasingContent[], where: { oneLine: boolean; last: boolean }): PhrasingContent[] {
  return nodes.map((node, index) => {
    const last = where.last && nodes.slice(index + 1).every(next => next.type === 'html')
    if (node.type === 'break') return where.oneLine || last ? html('<br>') : node
    if (!('children' in node)) return node
    return {
      ...node,
      children: withBreaks(node.children as PhrasingContent[], { ...where, last }),
    } as PhrasingContent
  })
}

function withoutSpaceAtEnds(runs: readonly Run[], mark: string): Run[] {
  const result: Run[] = []
  let index = 0
  for (let run = runs[0]; run !== undefined; run = runs[index]) {
    if (run.marks[mark] === undefined) {
      result.push(run)
      index++
      continue
    }
    const end = endOf(runs, index, mark)
    const ahead = unmarkFromStart(runs.slice(index, end), mark)
    result.push(...mirrored(unmarkFromStart(mirrored(ahead), mark)))
    index = end
  }
  return result
}

/** Takes the mark from the white space that `runs` begin with. */
function unmarkFromStart(runs: readonly Run[], mark: string): Run[] {
  const result: Run[] = []
  for (const [index, run] of runs.entries()) {
    if (run.marks[mark] === undefined) {
      result.push(run)
      continue
    }
    const core = run.marks.code === undefined && run.marks.math === undefined ? run.text.search(/\S/) : 0
    const { [mark]: _, ...marks } = run.marks
    if (core > 0) result.push({ text: run.text.slice(0, core), marks })
    if (core === -1) {
      result.push({ text: run.text, marks })
      continue
    }
    result.push({ ...run, text: run.text.slice(core) }, ...runs.slice(index + 1))
    break
  }
  return result
}

function mirrored(runs: readonly Run[]): Run[] {
  return runs.map(run => ({ ...run, text: [...run.text].reverse().join('') })).reverse()
}

function html(value: string): PhrasingContent {
  return { type: 'html', value }
}
