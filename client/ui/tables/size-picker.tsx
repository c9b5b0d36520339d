import { useRef, useState } from 'react'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { insertTable, type TableSize, usualSize } from '../../editor/tables/index.ts'
import { useTranslation } from '../../i18n/index.ts'

const most: TableSize = { rows: 6, columns: 6 }
const places = Array.from({ length: most.rows * most.columns }, (_, index) => ({
  rows: Math.floor(index / most.columns) + 1,
  columns: (index % most.columns) + 1,
}))

const moves: Readonly<Record<string, TableSize>> = {
  ArrowUp: { rows: -1, columns: 0 },
  ArrowDown: { rows: 1, columns: 0 },
  ArrowLeft: { rows: 0, columns: -1 },
  ArrowRight: { rows: 0, columns: 1 },
}

/** A field of squares: the one that is pointed at, or walked to by arrow keys, is the table's last cell. */
export function SizePicker({ editor, close }: { editor: QuireEditor; close: () => void }) {
  const { t } = useTranslation('blocks')
  const field = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState(usualSize)
  const insert = (chosen: TableSize) => {
    close()
    focusText(editor)
    editor.undoManager.stopCapturing()
    insertTable(editor, chosen)
  }
  const move = (event: React.KeyboardEvent) => {
    const by = moves[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const rows = Math.min(most.rows, Math.max(1, size.rows + by.rows))
    const columns = Math.min(most.columns, Math.max(1, size.columns + by.columns))
    setSize({ rows, columns })
    const square = field.current?.children[(rows - 1) * most.columns + columns - 1]
    if (square instanceof HTMLElement) square.focus()
  }
  return (
    <div className="panel size-picker">
      <p className="size-picker-heading">
        <span>{t('table.insert')}</span>
        <span aria-hidden="true">{t('table.size', size)}</span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields; these are buttons. */}
      <div
        ref={field}
        role="group"
        aria-label={t('table.insert')}
        className="size-picker-field"
        onKeyDown={move}
      >
        {places.map(place => (
          <button
            key={`${place.rows} ${place.columns}`}
            type="button"
            className="size-picker-square"
            data-on={place.rows <= size.rows && place.columns <= size.columns}
            data-autofocus={
              place.rows === usualSize.rows && place.columns === usualSize.columns ? true : undefined
            }
            tabIndex={place.rows === size.rows && place.columns === size.columns ? 0 : -1}
            aria-label={t('table.sizeSpoken', place)}
            onPointerMove={event => event.currentTarget.focus({ preventScroll: true })}
            onFocus={() => setSize(place)}
            onClick={() => insert(place)}
          />
        ))}
      </div>
    </div>
  )
}
