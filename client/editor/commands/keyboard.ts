import {
  baseKeymap,
  chainCommands,
  createParagraphNear,
  deleteSelection,
  joinBackward,
  joinForward,
  selectNodeBackward,
  selectNodeForward,
} from '@tiptap/pm/commands'
import { keymap } from '@tiptap/pm/keymap'
import { type Command, Plugin } from '@tiptap/pm/state'
import { isHolder, kindOf } from '../schema/block-attributes.ts'
import { deepestToggle } from '../schema/toggles.ts'
import type { BlockKind, QuireEditor } from '../types.ts'
import { intoTable, leaveEdge, typingBehindPlugin } from './beside-blocks.ts'
import { indentCode, outdentCode } from './code-lines.ts'
import type { HeadingLevel } from './commands.ts'
import { eraseMention } from './mention.ts'
import { selectedBlocks } from './selected-blocks.ts'
import type { Shortcuts } from './shortcuts.ts'
import { backspaceAtStart, enter, hardBreak, leaveCode } from './typing-commands.ts'

export function keyboardPlugins(editor: QuireEditor, { takeBack, endMarker }: Shortcuts): Plugin[] {
  // Taken anew each time: Tiptap's commands belong to the state in which they were asked for.
  const commands = () => editor.commands
  const turn =
    (kind: BlockKind, level?: HeadingLevel): Command =>
    () =>
      commands().toggleBlockKind(kind, level && { level })
  const backspace = chainCommands(
    takeBack,
    deleteSelection,
    eraseMention,
    backspaceAtStart,
    joinBackward,
    intoTable(-1),
    selectNodeBackward,
  )
  const erase = chainCommands(deleteSelection, joinForward, intoTable(1), selectNodeForward)
  return [
    tabPlugin(editor),
    typingBehindPlugin(),
    keymap({
      ArrowUp: leaveEdge(-1),
      ArrowDown: leaveEdge(1),
      Enter: chainCommands(endMarker, enter, createParagraphNear),
      'Shift-Enter': hardBreak,
      'Mod-Enter': chainCommands(leaveCode, () => commands().toggleChecked(), hardBreak),
      Backspace: backspace,
      'Mod-Backspace': backspace,
      'Shift-Backspace': backspace,
      'Mod-z': () => commands().undo() || true,
      'Mod-Shift-z': () => commands().redo() || true,
      'Mod-y': () => commands().redo() || true,
      // Handled in any case: the browser would do it in its own way.
      'Mod-b': () => commands().toggleBold() || true,
      'Mod-i': () => commands().toggleItalic() || true,
      'Mod-u': () => commands().toggleUnderline() || true,
      'Mod-Shift-s': () => commands().toggleStrike() || true,
      'Mod-e': () => commands().toggleCode() || true,
      'Mod-Shift-h': () => commands().toggleHighlight() || true,
      'Mod-\\': () => commands().clearLooks() || true,
      'Mod-,': () => commands().toggleSubscript() || true,
      'Mod-.': () => commands().toggleSuperscript() || true,
      'Mod-Shift-l': () => commands().setAlignment('start') || true,
      'Mod-Shift-e': () => commands().setAlignment('center') || true,
      'Mod-Shift-r': () => commands().setAlignment('end') || true,
      'Mod-Alt-0': () => commands().setBlockKind('paragraph'),
      'Mod-Alt-1': turn('heading', 1),
      'Mod-Alt-2': turn('heading', 2),
      'Mod-Alt-3': turn('heading', 3),
      'Mod-Alt-c': turn('code'),
      'Mod-Alt-m': turn('math'),
      'Mod-Alt-d': turn('toggle'),
      'Mod-Shift-7': turn('ordered'),
      'Mod-Shift-8': turn('bullet'),
      'Mod-Shift-9': turn('task'),
      'Mod-Shift-b': turn('quote'),
      'Mod-Shift-6': turn('callout'),
    }),
    keymap(withKeysOf(baseKeymap, { backspace, erase })),
  ]
}

/** Systems have more keys that erase than these two. */
function withKeysOf(
  keys: typeof baseKeymap,
  { backspace, erase }: { backspace: Command; erase: Command },
): Record<string, Command> {
  const own = new Map([
    [keys.Backspace, backspace],
    [keys.Delete, erase],
  ])
  return Object.fromEntries(Object.entries(keys).map(([key, command]) => [key, own.get(command) ?? command]))
}

/**
 * Tab indents in lists and in code. Elsewhere, and right after Escape anywhere, it leaves the editor, for people who
 * find their way by keyboard alone.
 */
function tabPlugin(editor: QuireEditor): Plugin {
  let leaves = false
  const inList: Command = ({ doc, selection }) =>
    selectedBlocks(doc, selection).some(({ node }) => isHolder(kindOf(node))) ||
    deepestToggle(doc, selection.$from.index(0)) > 0
  const only =
    (where: Command, then: () => boolean): Command =>
    (state, dispatch) =>
      where(state) && (dispatch === undefined || then() || true)
  const tab = keymap({
    Tab: chainCommands(
      indentCode,
      only(inList, () => editor.commands.indentBlock()),
    ),
    'Shift-Tab': chainCommands(
      outdentCode,
      only(inList, () => editor.commands.outdentBlock()),
    ),
  })
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        const leaving = leaves
        if (!['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) leaves = event.key === 'Escape'
        if (leaving && event.key === 'Tab') return false
        return tab.props.handleKeyDown?.call(tab, view, event) ?? false
      },
    },
  })
}
