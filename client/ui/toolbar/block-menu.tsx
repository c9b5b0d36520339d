import ChevronDown from 'lucide-react/icons/chevron-down'
import { isFigure, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { addTexts, useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { blockTypeOf } from './block-types.ts'
import { tip, toolTrigger } from './tool-button.tsx'

const BlockMenuItems = lazily(
  async () => (await Promise.all([import('./block-menu-items.tsx'), addTexts('blocks')]))[0].BlockMenuItems,
)

export function BlockMenu({ editor, selection }: { editor: QuireEditor; selection: SelectionDescription }) {
  const { t } = useTranslation()
  const type = blockTypeOf(selection)
  const kind = t(`toolbar.${type?.text ?? (isFigure(selection.kind) ? selection.kind : 'mixed')}`)
  const label = t('toolbar.block', { kind })
  return (
    <Popover
      label={t('toolbar.kinds')}
      role="menu"
      width={264}
      align="start"
      trigger={toolTrigger(
        label,
        <>
          <span className="tool-block-name">{kind}</span>
          <ChevronDown />
        </>,
        { className: 'tool-block', opens: BlockMenuItems, 'data-tip': tip(t('toolbar.kinds')) },
      )}
    >
      {close => <BlockMenuItems editor={editor} chosen={type} close={close} />}
    </Popover>
  )
}
