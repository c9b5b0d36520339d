import { useRef } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { describeTable } from '../../editor/tables/index.ts'
import { MenuItems } from '../toolbar/menu-items.tsx'
import { SizePicker } from './size-picker.tsx'
import { useTableItems } from './table-items.tsx'

interface TablePanelProps {
  editor: QuireEditor
  inTable: boolean
  close: () => void
}

export function TablePanel({ editor, inTable, close }: TablePanelProps) {
  // What it was when the panel opened: it does not become another while it closes.
  const isMenu = useRef(inTable).current
  return isMenu ? <TableMenu editor={editor} close={close} /> : <SizePicker editor={editor} close={close} />
}

function TableMenu({ editor, close }: { editor: QuireEditor; close: () => void }) {
  const items = useTableItems(editor, describeTable(editor))
  return <MenuItems items={items} close={close} />
}
