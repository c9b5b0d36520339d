import CloudAlert from 'lucide-react/icons/cloud-alert'
import CloudCheck from 'lucide-react/icons/cloud-check'
import CloudOff from 'lucide-react/icons/cloud-off'
import CloudUpload from 'lucide-react/icons/cloud-upload'
import Eye from 'lucide-react/icons/eye'
import Lock from 'lucide-react/icons/lock'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'
import type { OpenDocument } from './open-document.ts'
import type { ShownState, ShownStatus } from './show-status.ts'

const ConnectionPanel = lazily(async () => (await import('./connection-panel.tsx')).ConnectionPanel)

const icons: Record<ShownState, React.ReactNode> = {
  saved: <CloudCheck />,
  saving: <CloudUpload />,
  connecting: <CloudUpload />,
  offline: <CloudOff />,
  unreachable: <CloudOff />,
  'view-only': <Eye />,
  refused: <CloudAlert />,
  closed: <CloudOff />,
}

export function StatusButton({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const shown = useObservable(opened.shownStatus)
  const label = t(`status.${shown.label}`)
  const detail = shown.detail && t(`status.${shown.detail}`)
  const text = detail === undefined ? label : `${label}: ${detail}`
  return (
    <>
      <Popover
        label={t('status.heading')}
        width={320}
        align="start"
        trigger={{
          className: 'status',
          'aria-label': t('status.label', { text }),
          onPointerEnter: ConnectionPanel.prefetch,
          onFocus: ConnectionPanel.prefetch,
          ...{
            'data-testid': 'status',
            'data-state': shown.state,
            'data-unsaved': shown.unsaved,
            'data-tone': shown.tone,
            'data-detail': shown.detail,
          },
          children: (
            <>
              {shown.label === 'locked' ? <Lock /> : icons[shown.state]}
              <span className="status-text">
                {label}
                {detail !== undefined && <span className="status-detail">: {detail}</span>}
              </span>
            </>
          ),
        }}
      >
        {() => <ConnectionPanel opened={opened} />}
      </Popover>
      <Announcer shown={shown} text={text} />
    </>
  )
}

/** How long a change must last before it is said aloud. */
const lastsMs = 1_000

/** Tells screen readers of trouble and of its end. Saving and saved alternate all the time: that is no news. */
function Announcer({ shown, text }: { shown: ShownStatus; text: string }) {
  const isFine = shown.state === 'saved' || shown.state === 'saving'
  const news = isFine ? 'fine' : text
  const said = useRef('fine')
  const [announcement, setAnnouncement] = useState('')
  useEffect(() => {
    if (said.current === news || shown.state === 'saving' || shown.state === 'connecting') return
    const timer = setTimeout(() => {
      said.current = news
      setAnnouncement(text)
    }, lastsMs)
    return () => clearTimeout(timer)
  }, [news, text, shown.state])
  return (
    <span role="status" className="visually-hidden">
      {announcement}
    </span>
  )
}
