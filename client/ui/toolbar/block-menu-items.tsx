import { describeSelection, focusText, isFigure, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { useBlockItems } from '../blocks/block-items.tsx'
import { blockIcons } from './block-icons.tsx'
import { type BlockType, blockTypes } from './block-types.ts'
import { MenuItems } from './menu-items.tsx'

interface BlockMenuItemsProps {
  editor: QuireEditor
  chosen: BlockType | undefined
  close: () => void
  /** What can be done comes before what the block may become. */
  actionsFirst?: boolean
}

/** What the selected blocks may become, and what can be done to them as a whole: not to single blocks in a table. */
export function BlockMenuItems({ editor, chosen, close, actionsFirst = false }: BlockMenuItemsProps) {
  const { t } = useTranslation()
  const actions = useBlockItems(editor)
  const { selection } = editor.state
  const isText = selection.$from.parent.isTextblock || selection.$to.parent.isTextblock
  const isInTable = selection.$from.depth > 1
  // Nothing can be made of an image or a file, alone.
  const isPicture = isFigure(describeSelection(editor).kind)
  const choose = ({ kind, level }: BlockType) => {
    focusText(editor)
    editor.commands.setBlockKind(kind, level && { level })
  }
  const kinds = blockTypes.map(type => ({
    label: t(`toolbar.${type.text}`),
    icon: blockIcons[type.text],
    shortcut: type.shortcut,
    chosen: type === chosen,
    isOneOf: true,
    run: () => choose(type),
  }))
  const groups = [(isText || isInTable) && !isPicture ? kinds : [], isInTable ? [] : actions]
  const [one = [], other = []] = actionsFirst ? groups.reverse() : groups
  const items = [...one, ...other.map((item, index) => (index === 0 ? { ...item, isParted: true } : item))]
  return <MenuItems close={close} items={items} fromTop={actionsFirst} />
}
