import { useMemo } from 'react'
import { applySlash, dismissSlash, type QuireEditor, type Slash } from '../../editor/index.ts'
// With the menu, so that a table stands there before the next letter is typed.
import '../../editor/tables/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { richItems } from './rich-items.tsx'
import { search } from './search.ts'
import { slashItems } from './slash-items.tsx'
import { SuggestionMenu } from './suggestion-menu.tsx'

/** The menu of blocks. */
export function SlashMenu({ editor, slash }: { editor: QuireEditor; slash: Slash }) {
  const { t } = useTranslation()
  const inTable = editor.state.selection.$from.depth > 1
  const items = useMemo(
    () =>
      search([...slashItems(t, inTable), ...richItems(editor)], slash.query).map(item => ({
        ...item,
        hint: item.markdown !== undefined && <kbd>{item.markdown}</kbd>,
      })),
    [t, editor, slash.query, inTable],
  )
  return (
    <SuggestionMenu
      editor={editor}
      typed={slash}
      label={t('slash.label')}
      items={items}
      choose={item => applySlash(editor, item.choice)}
      dismiss={dismissSlash}
    />
  )
}
