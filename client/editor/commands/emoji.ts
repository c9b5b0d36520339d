import { Selection, TextSelection } from '@tiptap/pm/state'
import type { QuireEditor } from '../types.ts'
import { createTrigger, type TypedQuery } from './typed-query.ts'

/** Behind a picture, another one may follow at once. */
const opening =
  /(?:^|[\s("'“‘「]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F|\u20E3)$/u

const emoji = createTrigger({
  sign: ':',
  longest: 40,
  // Behind a backtick, code is being written.
  opensAfter: before => opening.test(before) && before.split('`').length % 2 === 1,
  query: /^[\p{L}\p{M}\p{N}_+-]*$/u,
  endsWithSign: true,
})

export const emojiQueryPlugin = emoji.plugin

/** What is looked for among the emoji; from the colon on, before it is worth showing any. */
export function emojiQueryIn(editor: QuireEditor): TypedQuery | undefined {
  return emoji.read(editor.state)
}

/** `:)` and `:D` mean themselves. A single syllable of Korean, or one character of Chinese, is a word. */
export function isWantedEmoji({ query }: TypedQuery): boolean {
  return /^(?:[\p{L}\p{M}\p{N}_+-]{2}|[가-힣\p{Script=Han}])/u.test(query)
}

export const dismissEmoji = emoji.dismiss

/** Puts an emoji in the place of what was typed for it. */
export function applyEmoji(editor: QuireEditor, text: string): void {
  emoji.apply(editor, (transaction, place) => {
    const { schema } = transaction.doc.type
    const marks = transaction.doc.resolve(place).marks()
    transaction.insert(
      place,
      schema.text(
        text,
        marks.filter(({ type }) => type.name !== 'mention'),
      ),
    )
  })
}

/** Puts an emoji where the caret is, or in the place of the selected words. */
export function insertEmoji(editor: QuireEditor, text: string): void {
  if (!editor.isEditable) return
  const { tr, selection } = editor.state
  if (!(selection instanceof TextSelection)) tr.setSelection(Selection.near(selection.$to, -1))
  editor.undoManager.stopCapturing()
  editor.view.dispatch(tr.insertText(text).scrollIntoView())
}
