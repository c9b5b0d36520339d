import { focusText, insertEmoji, type QuireEditor } from '../../editor/index.ts'
import { EmojiPicker } from './emoji-picker.tsx'

interface EmojiForTextProps {
  editor: QuireEditor
  close: () => void
  onClosed: () => void
}

/** What is chosen goes where the caret is. */
export function EmojiForText({ editor, close, onClosed }: EmojiForTextProps) {
  const take = (text: string) => {
    focusText(editor)
    insertEmoji(editor, text)
  }
  return <EmojiPicker take={take} close={close} onClosed={onClosed} />
}
