import ChevronDown from 'lucide-react/icons/chevron-down'
import { useRef } from 'react'
import type { QuireEditor, SelectionDescription } from '../../editor/index.ts'
import { nameOfLanguage, pickLanguage } from '../../editor/rich/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { makeRichLabels } from './rich-labels.ts'

interface RichToolsProps {
  editor: QuireEditor
  selection: SelectionDescription
}

/** What the toolbar has for the rich block with the caret. */
export function RichTools({ editor, selection }: RichToolsProps) {
  return selection.kind === 'code' ? <LanguageTool editor={editor} selection={selection} /> : null
}

function LanguageTool({ editor, selection: { language } }: RichToolsProps) {
  const { t } = useTranslation('rich')
  const button = useRef<HTMLButtonElement>(null)
  const name = language === undefined ? t('code.plain') : nameOfLanguage(language)
  const pick = () => {
    const { $from } = editor.state.selection
    if (button.current === null || $from.depth === 0) return
    pickLanguage(editor, makeRichLabels(), { anchor: button.current, at: $from.before() })
  }
  return (
    <button
      ref={button}
      type="button"
      className="tool tool-block"
      data-stop
      tabIndex={-1}
      aria-label={`${t('code.language')}: ${name}`}
      aria-haspopup="dialog"
      data-tip={t('code.language')}
      onClick={pick}
    >
      <span className="tool-block-name">{name}</span>
      <ChevronDown />
    </button>
  )
}
