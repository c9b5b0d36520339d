import type { Run } from '../content.ts'

const tags: readonly [mark: string, tag: string][] = [
  ['bold', 'strong'],
  ['italic', 'em'],
  ['underline', 'u'],
  ['strike', 'del'],
  ['subscript', 'sub'],
  ['superscript', 'sup'],
  ['highlight', 'mark'],
  ['code', 'code'],
]

/** A line of text as HTML in which nothing means anything to Markdown. */
export function summaryOf(runs: readonly Run[]): string {
  return runs
    .map(({ text, marks }) => {
      const inner = text.replace(/[^\p{L}\p{N} .,]/gu, character =>
        character === '\n' ? ' ' : `&#${character.codePointAt(0)};`,
      )
      return tags.reduce(
        (html, [mark, tag]) => (marks[mark] === undefined ? html : `<${tag}>${html}</${tag}>`),
        inner,
      )
    })
    .join('')
}
