import Link from 'lucide-react/icons/link-2'
import { useTranslation } from '../../i18n/index.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'

const SharePanel = lazily(async () => (await import('./share-panel.tsx')).SharePanel)

export function ShareButton({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  return (
    <Popover
      label={t('share.heading')}
      width={448}
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
      {close => <SharePanel opened={opened} close={close} />}
    </Popover>
  )
}
