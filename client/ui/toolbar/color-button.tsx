import Baseline from 'lucide-react/icons/baseline'
import { isSource, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { toolTrigger } from './tool-button.tsx'

const ColorPanel = lazily(async () => (await import('./color-panel.tsx')).ColorPanel)

export function ColorButton({ editor, selection }: { editor: QuireEditor; selection: SelectionDescription }) {
  const { t } = useTranslation()
  const label = t('toolbar.colors')
  return (
    <Popover
      label={label}
      width={276}
      align="start"
      trigger={toolTrigger(label, <Baseline />, {
        className: 'tool-color',
        disabled: isSource(selection.kind),
        opens: ColorPanel,
        'data-ink': selection.ink,
        'data-highlight': selection.highlight,
      })}
    >
      {close => <ColorPanel editor={editor} selection={selection} close={close} />}
    </Popover>
  )
}
