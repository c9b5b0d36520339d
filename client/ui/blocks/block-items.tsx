import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import ClipboardCopy from 'lucide-react/icons/clipboard-copy'
import Duplicate from 'lucide-react/icons/copy-plus'
import Trash from 'lucide-react/icons/trash'
import { deleteBlocks, duplicateBlocks, moveBlocks, selectedContent } from '../../editor/blocks/index.ts'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { copyText } from '../parts/copy-text.ts'
import { showToast } from '../parts/toast.tsx'
import type { MenuItem } from '../toolbar/menu-items.tsx'

/** What can be done to the selected blocks as a whole. */
export function useBlockItems(editor: QuireEditor): MenuItem[] {
  const { t } = useTranslation('blocks')
  const act = (change: (editor: QuireEditor) => boolean) => () => {
    focusText(editor)
    change(editor)
  }
  const copy = async () => {
    const content = selectedContent(editor)
    focusText(editor)
    showToast({ text: (await copyMarkdown(content)) ? t('block.copied') : t('block.notCopied') })
  }
  return [
    { label: t('block.duplicate'), icon: <Duplicate />, run: act(duplicateBlocks) },
    {
      label: t('block.up'),
      icon: <ArrowUp />,
      shortcut: 'Alt-Shift-↑',
      run: act(each => moveBlocks(each, -1)),
    },
    {
      label: t('block.down'),
      icon: <ArrowDown />,
      shortcut: 'Alt-Shift-↓',
      run: act(each => moveBlocks(each, 1)),
    },
    { label: t('block.markdown'), icon: <ClipboardCopy />, run: () => void copy() },
    { label: t('block.delete'), icon: <Trash />, run: act(deleteBlocks) },
  ]
}

async function copyMarkdown(content: ReturnType<typeof selectedContent>): Promise<boolean> {
  try {
    const { blocksAsMarkdown } = await import('../../editor/files/index.ts')
    return await copyText((await blocksAsMarkdown(content)).trimEnd())
  } catch {
    // The code for it cannot be fetched, or it took too long: said as what it is, nothing was copied.
    return false
  }
}
