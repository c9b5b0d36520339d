import type { EditorState } from '@tiptap/pm/state'
import { type Command, TextSelection } from '@tiptap/pm/state'
import { kindOf } from '../schema/block-attributes.ts'

const step = '  '

/** Tab in code: two spaces at the caret, or before each selected line. */
export const indentCode: Command = (state, dispatch) => {
  if (!isInOneCodeBlock(state)) return false
  const transaction = state.tr
  if (state.selection.empty) transaction.insertText(step)
  else for (const { start } of selectedLines(state).reverse()) transaction.insertText(step, start)
  dispatch?.(transaction.scrollIntoView())
  return true
}

/** Shift-Tab in code: up to two spaces less before each selected line. */
export const outdentCode: Command = (state, dispatch) => {
  if (!isInOneCodeBlock(state)) return false
  const transaction = state.tr
  for (const { start, text } of selectedLines(state).reverse()) {
    const spaces = /^ {0,2}/.exec(text)?.[0].length ?? 0
    if (spaces > 0) transaction.delete(start, start + spaces)
  }
  dispatch?.(transaction.scrollIntoView())
  return true
}

function isInOneCodeBlock({ selection: { $from, $to } }: EditorState): boolean {
  return $from.sameParent($to) && kindOf($from.parent) === 'code'
}

function selectedLines({ selection }: EditorState): { start: number; text: string }[] {
  if (!(selection instanceof TextSelection)) return []
  const { $from, from, to } = selection
  const text = $from.parent.textBetween(0, $from.parent.content.size, undefined, '\n')
  const lines: { start: number; text: string }[] = []
  let start = $from.start()
  for (const line of text.split('\n')) {
    if (start <= to && start + line.length >= from) lines.push({ start, text: line })
    start += line.length + 1
  }
  return lines
}
