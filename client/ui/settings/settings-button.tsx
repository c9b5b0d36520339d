import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal'
import { useTranslation } from 'react-i18next'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'

const SettingsPanel = lazily(async () => (await import('./settings-panel.tsx')).SettingsPanel)

export function SettingsButton() {
  const { t } = useTranslation()
  const label = t('settings.button')
  return (
    <Popover
      label={label}
      width={264}
      trigger={{
        className: 'icon-button',
        'aria-label': label,
        onPointerEnter: SettingsPanel.prefetch,
        onFocus: SettingsPanel.prefetch,
        ...{ 'data-tip': label },
        children: <SlidersHorizontal />,
      }}
    >
      {() => <SettingsPanel />}
    </Popover>
  )
}
