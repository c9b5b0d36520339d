import { insertTable } from './commands.ts'
import { flattenTable } from './flatten-table.ts'
import { provideTables } from './loading.ts'
import { pageOf } from './paste.ts'
import { tablePlugins } from './plugins.ts'
import { readTable } from './read-table.ts'
import { createTableView } from './table-view.ts'
import { createTable, haveSameCells, updateTable } from './write-table.ts'

export { describeTable, type TableDescription } from './area.ts'
export {
  addColumn,
  addRow,
  deleteColumns,
  deleteRows,
  deleteTable,
  evenWidths,
  insertTable,
  mergeCells,
  splitCells,
  type TableSize,
  toggleHeader,
  usualSize,
} from './commands.ts'
export { widenColumns } from './widths.ts'

provideTables({
  read: readTable,
  create: createTable,
  haveSameCells,
  update: updateTable,
  flatten: flattenTable,
  pageOf,
  insert: editor => insertTable(editor),
  plugins: tablePlugins,
  view: createTableView,
})
