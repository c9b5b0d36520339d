import { useMemo } from 'react'
import { applySlash, dismissSlash, type QuireEditor, type Slash } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { search } from './search.ts'
import { slashItems } from './slash-items.tsx'
import { SuggestionMenu } from './suggestion-menu.tsx'

/** The menu of blocks. */
export function SlashMenu({ editor, slash }: { editor: QuireEditor; slash: Slash }) {
  const { t } = useTranslation()
  const items = useMemo(
    () =>
      search(slashItems(t), slash.query).map(item => ({
        ...item,
        hint: item.markdown !== undefined && <kbd>{item.markdown}</kbd>,
      })),
    [t, slash.query],
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
