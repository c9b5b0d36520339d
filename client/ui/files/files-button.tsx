import FileDown from 'lucide-react/icons/file-down'
import { useTranslation } from 'react-i18next'
import type { OpenDocument } from '../document/open-document.ts'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'

const FilesMenu = lazily(async () => (await import('./files-menu.tsx')).FilesMenu)

/** What one can take out of the app, whatever one's role. */
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
        onPointerEnter: FilesMenu.prefetch,
        onFocus: FilesMenu.prefetch,
        ...{ 'data-tip': label },
        children: <FileDown />,
      }}
    >
      {close => editor && <FilesMenu opened={opened} editor={editor} close={close} />}
    </Popover>
  )
}
