import Link from 'lucide-react/icons/link'
import { useEffect } from 'react'
import { isSource, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { ariaShortcut } from './shortcut.ts'
import { tip, toolTrigger } from './tool-button.tsx'

const LinkPanel = lazily(async () => (await import('./link-panel.tsx')).LinkPanel)
const shortcut = 'Mod-k'

interface LinkButtonProps {
  editor: QuireEditor
  selection: SelectionDescription
  /** Of several buttons, the shortcut presses the one with this id. */
  id?: string
}

export function LinkButton({ editor, selection, id }: LinkButtonProps) {
  const { t } = useTranslation()
  const label = t('toolbar.link')
  return (
    <Popover
      label={t('link.heading')}
      width={336}
      align="start"
      trigger={toolTrigger(label, <Link />, {
        ...(id !== undefined && { id }),
        'aria-pressed': selection.link !== undefined,
        'aria-keyshortcuts': ariaShortcut(shortcut),
        'data-tip': tip(label, shortcut),
        disabled: isSource(selection.kind),
        opens: LinkPanel,
      })}
    >
      {close => <LinkPanel editor={editor} selection={selection} close={close} />}
    </Popover>
  )
}

/** Opens the toolbar's panel. */
export const linkButtonId = 'link-button'

export function useLinkShortcut(editor: QuireEditor): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const pressed = event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey
      if (!pressed || event.shiftKey || !editor.isFocused) return
      // With nothing selected, and no link at the caret, the keys are for going to another document.
      if (editor.state.selection.empty && !editor.isActive('link')) return
      event.preventDefault()
      document.getElementById(linkButtonId)?.click()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [editor])
}
