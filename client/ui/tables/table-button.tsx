import Table from 'lucide-react/icons/table'
import type { QuireEditor } from '../../editor/index.ts'
import { addTexts, useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { toolTrigger } from '../toolbar/tool-button.tsx'

const TablePanel = lazily(
  async () => (await Promise.all([import('./table-panel.tsx'), addTexts('blocks')]))[0].TablePanel,
)

/** Inserts a table; where the caret is in one, it is the table's menu. */
export function TableButton({ editor, inTable }: { editor: QuireEditor; inTable: boolean }) {
  const { t } = useTranslation()
  const label = t('toolbar.table')
  return (
    <Popover
      label={label}
      role={inTable ? 'menu' : 'dialog'}
      width={inTable ? 264 : 240}
      align="start"
      trigger={toolTrigger(label, <Table />, { 'aria-pressed': inTable, opens: TablePanel })}
    >
      {close => <TablePanel editor={editor} inTable={inTable} close={close} />}
    </Popover>
  )
}
