import type { QuireEditor } from '../../editor/index.ts'
import { i18n } from '../../i18n/index.ts'
import { insertables } from '../rich/insertables.tsx'
import type { SlashItem } from './slash-items.tsx'

/** What is more than a kind of text; the same that the toolbar inserts. */
export function richItems(editor: QuireEditor): SlashItem[] {
  return insertables.map(({ id, words, icon, markdown, choice }) => ({
    id,
    name: i18n.t(`rich:insert.${id}`),
    words,
    icon,
    ...(markdown !== undefined && { markdown }),
    choice: choice(editor),
  }))
}
