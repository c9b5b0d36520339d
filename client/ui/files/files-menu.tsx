import Braces from 'lucide-react/icons/braces'
import Copy from 'lucide-react/icons/copy'
import FileCode from 'lucide-react/icons/file-code'
import FileText from 'lucide-react/icons/file-text'
import FileType from 'lucide-react/icons/file-type'
import Printer from 'lucide-react/icons/printer'
import { type ReactNode, useId } from 'react'
import type { FileFormat } from '../../editor/files/index.ts'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { DocumentDeeds } from '../finding/finding.tsx'
import { Apart } from '../parts/apart.tsx'
import { Menu, MenuButton } from '../toolbar/menu-items.tsx'
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
  const source = { editor, doc, language, untitled: t('app.untitled') }
  return (
    <Menu>
      <ViewItems close={close} />
      <hr className="menu-line" />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a menu. */}
      <div role="group" aria-labelledby={id}>
        <div className="menu-heading" id={id} role="presentation">
          {t('files.downloadAs')}
        </div>
        {formats.map(({ format, icon }) => (
          <MenuButton
            key={format}
            label={t(`files.${format}`)}
            icon={icon}
            run={() => void download(format, source)}
            close={close}
          />
        ))}
      </div>
      <hr className="menu-line" />
      <Apart>
        <DocumentDeeds opened={opened} close={close} />
      </Apart>
      <hr className="menu-line" />
      <MenuButton
        label={t('files.copyAs')}
        icon={<Copy />}
        run={() => void copyAsMarkdown(source)}
        close={close}
      />
      <MenuButton label={t('files.print')} icon={<Printer />} run={() => print()} close={close} />
    </Menu>
  )
}
