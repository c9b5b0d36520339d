import Link from 'lucide-react/icons/link-2'
import { useTranslation } from 'react-i18next'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'

const SharePanel = lazily(async () => (await import('./share-panel.tsx')).SharePanel)

export function ShareButton() {
  const { t } = useTranslation()
  return (
    <Popover
      label={t('share.heading')}
      width={360}
      trigger={{
        className: 'button share-button',
        'aria-label': t('share.button'),
        onPointerEnter: SharePanel.prefetch,
        onFocus: SharePanel.prefetch,
        children: (
          <>
            <Link />
            <span className="share-label">{t('share.button')}</span>
          </>
        ),
      }}
    >
      {() => <SharePanel />}
    </Popover>
  )
}
