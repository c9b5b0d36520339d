import type { Alignment } from './content.ts'

/** How each column of a table is aligned. `said`: of each row's cells, how the blocks in them are that can be. */
export function alignsOf(said: readonly (readonly (readonly Alignment[])[])[]): Alignment[] {
  const columns: Set<Alignment>[] = []
  for (const row of said)
    for (const [index, cell] of row.entries()) {
      columns[index] ??= new Set()
      for (const align of cell) columns[index].add(align)
    }
  return columns.map(all => (all.size === 1 ? ([...all][0] ?? 'start') : 'start'))
}
