import { Plugin } from '@tiptap/pm/state'
import type { QuireEditor } from '../types.ts'

/**
 * What the browser's menus, a phone's text menu or a shake of it ask for. The browser would do it to its own elements,
 * in its own way, and its undo knows nothing of others' edits.
 */
export function nativeCommandsPlugin(editor: QuireEditor): Plugin {
  const commands: Record<string, () => boolean> = {
    formatBold: () => editor.commands.toggleBold(),
    formatItalic: () => editor.commands.toggleItalic(),
    formatUnderline: () => editor.commands.toggleUnderline(),
    formatStrikeThrough: () => editor.commands.toggleStrike(),
    formatSubscript: () => editor.commands.toggleSubscript(),
    formatSuperscript: () => editor.commands.toggleSuperscript(),
    formatJustifyLeft: () => editor.commands.setAlignment('start'),
    formatJustifyCenter: () => editor.commands.setAlignment('center'),
    formatJustifyRight: () => editor.commands.setAlignment('end'),
    formatIndent: () => editor.commands.indentBlock(),
    formatOutdent: () => editor.commands.outdentBlock(),
    insertOrderedList: () => editor.commands.toggleBlockKind('ordered'),
    insertUnorderedList: () => editor.commands.toggleBlockKind('bullet'),
    insertHorizontalRule: () => editor.commands.setHorizontalRule(),
    historyUndo: () => editor.commands.undo(),
    historyRedo: () => editor.commands.redo(),
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        beforeinput(_, event) {
          const command = commands[event.inputType]
          if (command === undefined && !event.inputType.startsWith('format')) return false
          event.preventDefault()
          command?.()
          return true
        },
      },
    },
  })
}
