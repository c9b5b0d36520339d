import SlidersHorizontal from 'lucide-react/icons/sliders-horizontal'
import { useTranslation } from '../../i18n/index.ts'
import { me } from '../account/me.ts'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'

const SettingsPanel = lazily(async () => (await import('./settings-panel.tsx')).SettingsPanel)

export function SettingsButton() {
  const { t } = useTranslation()
  const mode = useObservable(me)?.mode ?? 'guest'
  const label = t(mode === 'guest' ? 'settings.button' : 'settings.buttonWithAccount')
  return (
    <Popover
      label={label}
      width={288}
      trigger={{
        className: 'icon-button',
        'aria-label': label,
        onPointerEnter: SettingsPanel.prefetch,
        onFocus: SettingsPanel.prefetch,
        ...{ 'data-tip': label },
        children: <SlidersHorizontal />,
      }}
    >
      {close => <SettingsPanel close={close} />}
    </Popover>
  )
}
