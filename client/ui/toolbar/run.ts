import { focusText, type MarkName, type QuireEditor } from '../../editor/index.ts'

type Commands = QuireEditor['commands']

/** What follows is typed into the text, wherever the button was pressed from. */
export function run(editor: QuireEditor, command: (commands: Commands) => boolean): void {
  focusText(editor)
  command(editor.commands)
}

export function toggleMark(commands: Commands, mark: MarkName): boolean {
  switch (mark) {
    case 'bold':
      return commands.toggleBold()
    case 'italic':
      return commands.toggleItalic()
    case 'underline':
      return commands.toggleUnderline()
    case 'strike':
      return commands.toggleStrike()
    case 'code':
      return commands.toggleCode()
    case 'subscript':
      return commands.toggleSubscript()
    case 'superscript':
      return commands.toggleSuperscript()
  }
}
