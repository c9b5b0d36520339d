import type { Node, Schema } from '@tiptap/pm/model'
import type { ContentBlock } from '../../../formats/content.ts'
import { nodesOf } from '../files/content.ts'
import { type MarkdownBlock, readMarkdown } from '../files/markdown/read-markdown.ts'

/** What text that was written as Markdown says. HTML in it stays text. */
export function nodesOfMarkdown(text: string, schema: Schema): Node[] {
  return nodesOf(readMarkdown(withLinesApart(text)).flatMap(asText), schema)
}

function asText(block: MarkdownBlock): ContentBlock[] {
  if (block.type !== 'html') return [block]
  return block.html
    .split('\n')
    .map(text => ({ type: 'block', kind: 'paragraph', runs: text === '' ? [] : [{ text, marks: {} }] }))
}

/** How mails, notes and printed pages begin an item. */
const dot = /^([ \t]*)([•‣◦▪●○∙·])[ \t]+(?=\S)/gm

/** Has items that begin with a dot begin as in Markdown. One with another dot, not further in, is one deeper. */
function dotsAsItems(text: string): (line: string) => string {
  const found = [...text.matchAll(dot)]
  const dots = [...new Set(found.map(([, , sign]) => sign))]
  const isSet = found.some(([, space]) => space !== '')
  return line =>
    line.replace(dot, (_, space: string, sign: string) => {
      const depth = isSet ? 0 : dots.indexOf(sign)
      return `${'  '.repeat(depth)}${space}- `
    })
}

const marked = /^\s*(?:(?:[-*+]|\d{1,9}[.)])(?:\s|$)|>|\|)|^ {0,3}(?:#{1,6}\s|(?:-{3,}|\*{3,}|_{3,})\s*$)/
const item = /^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)/

/**
 * In pasted text each line is a line, as ever. Markdown would make one paragraph of several, and of what follows an item a part
 * of the item: empty lines keep them apart. What is indented under an item belongs to it; else spaces ahead mean nothing.
 */
function withLinesApart(text: string): string {
  const lines: string[] = []
  let fence: string | undefined
  let last: 'empty' | 'plain' | 'marked' = 'empty'
  let inList = false
  const add = (line: string, is: typeof last) => {
    if ((is === 'plain' && last !== 'empty') || (is === 'marked' && last === 'plain')) lines.push('')
    lines.push(line)
    last = is
  }
  const asItem = dotsAsItems(text)
  for (const written of text.split(/\r\n?|\n/)) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(written)?.[1]
    const line = fence === undefined ? asItem(written) : written
    if (fence !== undefined) {
      lines.push(line)
      if (mark?.startsWith(fence)) fence = undefined
    } else if (mark !== undefined) {
      add(line, 'marked')
      fence = mark
    } else if (line.trim() === '') add('', 'empty')
    else if (marked.test(line)) {
      inList = item.test(line)
      add(line, 'marked')
    } else if (inList && /^(?: {2}|\t)/.test(line)) add(line, 'marked')
    else {
      inList = false
      add(line.trimStart(), 'plain')
    }
  }
  return lines.join('\n')
}
