import type { Table } from 'mdast'
import type { Run, TableBlock, TextBlock } from '../../../../formats/content.ts'

/** `runs` are those of each cell, row by row. */
export function readTable(runs: readonly (readonly Run[][])[], align: Table['align']): TableBlock {
  const width = runs[0]?.length ?? 1
  const isHeadless = runs.length > 1 && runs[0]?.every(cell => cell.length === 0) === true
  const rows = (isHeadless ? runs.slice(1) : runs).map(row =>
    Array.from({ length: width }, (_, index) => ({
      blocks: linesOf(row[index] ?? []),
      colspan: 1,
      rowspan: 1,
    })),
  )
  return {
    type: 'table',
    headerRow: !isHeadless,
    headerColumn: false,
    aligns: Array.from({ length: width }, (_, index) => {
      const said = align?.[index]
      return said === 'right' ? 'end' : said === 'center' ? 'center' : 'start'
    }),
    rows,
  }
}

function linesOf(runs: readonly Run[]): TextBlock[] {
  const lines: Run[][] = [[]]
  for (const { text, marks } of runs) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ text: part, marks })
    }
  }
  return lines.map(line => ({ type: 'block', kind: 'paragraph', runs: line }))
}
