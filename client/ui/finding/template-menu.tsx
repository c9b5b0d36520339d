import FilePlus from 'lucide-react/icons/file-plus'
import LayoutTemplate from 'lucide-react/icons/layout-template'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
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
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  const known = templates[language]
  const beginWith = (name: TemplateName) => {
    const today = new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date())
    const { title, content } = known[name]
    begin({ title: title(today), content })
  }
  const item = (icon: ReactNode, text: { name: string; hint: string }, run: () => void, isFirst = false) => (
    <button
      type="button"
      role="menuitem"
      className="menu-item template"
      data-stop
      data-autofocus={isFirst || undefined}
      tabIndex={isFirst ? 0 : -1}
      onClick={() => {
        close()
        run()
      }}
    >
      {icon}
      <span>
        {text.name}
        <span className="template-hint">{text.hint}</span>
      </span>
    </button>
  )
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      {item(<FilePlus />, { name: t('blank'), hint: t('blankHint') }, () => begin(undefined), true)}
      {templateNames.map(name => (
        <div key={name} role="none">
          {item(<LayoutTemplate />, known[name], () => beginWith(name))}
        </div>
      ))}
    </div>
  )
}
