import FilePlus from 'lucide-react/icons/file-plus'
import LayoutTemplate from 'lucide-react/icons/layout-template'
import { useTranslation } from '../../i18n/index.ts'
import { MenuItems } from '../toolbar/menu-items.tsx'
import { type TemplateName, templateNames, templates } from './templates.ts'

/** What a new document may begin with. */
export interface Beginning {
  title: string
  content: readonly object[]
}

interface TemplateMenuProps {
  /** Undefined: with nothing. */
  begin: (beginning: Beginning | undefined) => void
  close: () => void
}

export function TemplateMenu({ begin, close }: TemplateMenuProps) {
  const { t, language } = useTranslation('finding')
  const known = templates[language]
  const beginWith = (name: TemplateName) => {
    const today = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date())
    const { title, content } = known[name]
    begin({ title: title(today), content })
  }
  return (
    <MenuItems
      close={close}
      items={[
        { label: t('blank'), hint: t('blankHint'), icon: <FilePlus />, run: () => begin(undefined) },
        ...templateNames.map(name => ({
          label: known[name].name,
          hint: known[name].hint,
          icon: <LayoutTemplate />,
          run: () => beginWith(name),
        })),
      ]}
    />
  )
}
