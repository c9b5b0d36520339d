import RowAfter from 'lucide-react/icons/between-horizontal-end'
import RowBefore from 'lucide-react/icons/between-horizontal-start'
import ColumnAfter from 'lucide-react/icons/between-vertical-end'
import ColumnBefore from 'lucide-react/icons/between-vertical-start'
import Wider from 'lucide-react/icons/chevrons-left-right'
import Narrower from 'lucide-react/icons/chevrons-right-left'
import HeaderColumn from 'lucide-react/icons/panel-left'
import HeaderRow from 'lucide-react/icons/panel-top'
import Even from 'lucide-react/icons/stretch-horizontal'
import Merge from 'lucide-react/icons/table-cells-merge'
import Split from 'lucide-react/icons/table-cells-split'
import DeleteColumn from 'lucide-react/icons/table-columns-split'
import DeleteRow from 'lucide-react/icons/table-rows-split'
import Trash from 'lucide-react/icons/trash-2'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import {
  addColumn,
  addRow,
  deleteColumns,
  deleteRows,
  deleteTable,
  evenWidths,
  mergeCells,
  splitCells,
  type TableDescription,
  toggleHeader,
  widenColumns,
} from '../../editor/tables/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import type { MenuItem } from '../toolbar/menu-items.tsx'

/** All that can be done to the table with the caret. */
export function useTableItems(editor: QuireEditor, table: TableDescription | undefined): MenuItem[] {
  const { t } = useTranslation('blocks')
  if (table === undefined) return []
  const { rows, columns } = table
  const act = (change: () => boolean) => () => {
    // What follows is typed into the text; several selected cells stay selected.
    focusText(editor)
    change()
  }
  return [
    { label: t('table.rowBefore'), icon: <RowBefore />, run: act(() => addRow(editor, 'before')) },
    { label: t('table.rowAfter'), icon: <RowAfter />, run: act(() => addRow(editor, 'after')) },
    { label: t('table.columnBefore'), icon: <ColumnBefore />, run: act(() => addColumn(editor, 'before')) },
    { label: t('table.columnAfter'), icon: <ColumnAfter />, run: act(() => addColumn(editor, 'after')) },
    {
      label: t('table.headerRow'),
      icon: <HeaderRow />,
      chosen: table.headerRow,
      isParted: true,
      run: act(() => toggleHeader(editor, 'headerRow')),
    },
    {
      label: t('table.headerColumn'),
      icon: <HeaderColumn />,
      chosen: table.headerColumn,
      run: act(() => toggleHeader(editor, 'headerColumn')),
    },
    {
      label: t('table.merge'),
      icon: <Merge />,
      disabled: !table.canMerge,
      isParted: true,
      run: act(() => mergeCells(editor)),
    },
    {
      label: t('table.split'),
      icon: <Split />,
      disabled: !table.canSplit,
      run: act(() => splitCells(editor)),
    },
    {
      label: t('table.wider'),
      icon: <Wider />,
      isParted: true,
      staysOpen: true,
      run: () => widenColumns(editor, 1),
    },
    { label: t('table.narrower'), icon: <Narrower />, staysOpen: true, run: () => widenColumns(editor, -1) },
    { label: t('table.even'), icon: <Even />, run: act(() => evenWidths(editor)) },
    {
      label: rows.selected > 1 ? t('table.deleteRows', { rows: rows.selected }) : t('table.deleteRow'),
      icon: <DeleteRow />,
      isParted: true,
      run: act(() => deleteRows(editor)),
    },
    {
      label:
        columns.selected > 1
          ? t('table.deleteColumns', { columns: columns.selected })
          : t('table.deleteColumn'),
      icon: <DeleteColumn />,
      run: act(() => deleteColumns(editor)),
    },
    { label: t('table.delete'), icon: <Trash />, run: act(() => deleteTable(editor)) },
  ]
}
