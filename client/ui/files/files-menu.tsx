import Braces from 'lucide-react/icons/braces'
import Copy from 'lucide-react/icons/copy'
import FileCode from 'lucide-react/icons/file-code'
import FileText from 'lucide-react/icons/file-text'
import FileType from 'lucide-react/icons/file-type'
import Printer from 'lucide-react/icons/printer'
import { type ReactNode, useId, useRef } from 'react'
import type { FileFormat } from '../../editor/files/index.ts'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { DocumentDeeds } from '../finding/finding.tsx'
import { Apart } from '../parts/apart.tsx'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { copyAsMarkdown, download } from './take-out.ts'
import { ViewItems } from './view-items.tsx'

const formats: readonly { format: FileFormat; icon: ReactNode }[] = [
  { format: 'docx', icon: <FileType /> },
  { format: 'markdown', icon: <FileText /> },
  { format: 'html', icon: <FileCode /> },
  { format: 'json', icon: <Braces /> },
]

interface FilesMenuProps {
  opened: OpenDocument
  editor: QuireEditor
  close: () => void
}

export function FilesMenu({ opened, editor, close }: FilesMenuProps) {
  const { doc } = opened
  const { t, language } = useTranslation()
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  const source = { editor, doc, language: language, untitled: t('app.untitled') }
  const item = (text: string, icon: ReactNode, run: () => void) => (
    <button
      type="button"
      role="menuitem"
      className="menu-item"
      data-stop
      tabIndex={-1}
      onClick={() => {
        close()
        run()
      }}
    >
      {icon}
      <span>{text}</span>
    </button>
  )
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      <ViewItems close={close} />
      <hr className="menu-line" />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a menu. */}
      <div role="group" aria-labelledby={id}>
        <div className="menu-heading" id={id} role="presentation">
          {t('files.downloadAs')}
        </div>
        {formats.map(({ format, icon }) => (
          <div key={format} role="none">
            {item(t(`files.${format}`), icon, () => void download(format, source))}
          </div>
        ))}
      </div>
      <hr className="menu-line" />
      <Apart>
        <DocumentDeeds opened={opened} item={item} />
      </Apart>
      <hr className="menu-line" />
      {item(t('files.copyAs'), <Copy />, () => void copyAsMarkdown(source))}
      {item(t('files.print'), <Printer />, () => print())}
    </div>
  )
}
