import Baseline from 'lucide-react/icons/baseline'
import { isSource, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { tip } from './tool-button.tsx'

const ColorPanel = lazily(async () => (await import('./color-panel.tsx')).ColorPanel)

export function ColorButton({ editor, selection }: { editor: QuireEditor; selection: SelectionDescription }) {
  const { t } = useTranslation()
  const label = t('toolbar.colors')
  return (
    <Popover
      label={label}
      width={276}
      align="start"
      trigger={{
        className: 'tool tool-color',
        'aria-label': label,
        disabled: isSource(selection.kind),
        tabIndex: -1,
        onPointerEnter: ColorPanel.prefetch,
        onFocus: ColorPanel.prefetch,
        ...{
          'data-stop': true,
          'data-tip': tip(label),
          'data-ink': selection.ink,
          'data-highlight': selection.highlight,
        },
        children: <Baseline />,
      }}
    >
      {close => <ColorPanel editor={editor} selection={selection} close={close} />}
    </Popover>
  )
}
