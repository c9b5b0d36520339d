import Ellipsis from 'lucide-react/icons/ellipsis'
import { useTranslation } from '../../i18n/index.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { DocumentDeeds } from '../finding/finding.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'

const FilesMenu = lazily(async () => (await import('./files-menu.tsx')).FilesMenu)

const prefetch = () => Promise.all([FilesMenu.prefetch(), DocumentDeeds.prefetch()])

/** What one can do with the whole document, whatever one's role: look through it, and take it out of the app. */
export function FilesButton({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const editor = useObservable(opened.editor)
  const label = t('files.button')
  return (
    <Popover
      label={label}
      role="menu"
      width={248}
      trigger={{
        className: 'icon-button',
        'aria-label': label,
        disabled: editor === undefined,
        onPointerEnter: prefetch,
        onFocus: prefetch,
        ...{ 'data-tip': label },
        children: <Ellipsis />,
      }}
    >
      {close => editor && <FilesMenu opened={opened} editor={editor} close={close} />}
    </Popover>
  )
}
