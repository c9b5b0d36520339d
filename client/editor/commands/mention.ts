import { Fragment } from '@tiptap/pm/model'
import type { Command } from '@tiptap/pm/state'
import type { QuireEditor } from '../types.ts'
import { mentionsIn } from './mentions-in.ts'
import { createTrigger, type TypedQuery } from './typed-query.ts'

/** Somebody who can be meant. `user`: who that is to the server, if it knows. */
export type Mentioned = { name: string; user: string | undefined }

/** As long as a name may be. */
const mention = createTrigger({ sign: '@', longest: 64 })

export const mentionQueryPlugin = mention.plugin

export function mentionQueryIn(editor: QuireEditor): TypedQuery | undefined {
  return mention.read(editor.state)
}

export const dismissMention = mention.dismiss

/** Puts a person in the place of what was typed, and a space behind. */
export function applyMention(editor: QuireEditor, { name, user }: Mentioned): void {
  mention.apply(editor, transaction => {
    const { schema } = transaction.doc.type
    const { $from, from } = transaction.selection
    const around = $from.marks().filter(({ type }) => type.name !== 'link')
    const mark = schema.mark('mention', { name, user: user ?? null })
    const words = [schema.text(`@${name}`, mark.addToSet(around))]
    if (!/^\s/.test($from.nodeAfter?.text ?? '')) words.push(schema.text(' ', around))
    transaction.insert(from, Fragment.fromArray(words))
  })
}

/** A person is erased as a whole, as it was put there. */
export const eraseMention: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || !$from.parent.isTextblock) return false
  const ending = mentionsIn($from.parent).find(({ to, isWhole }) => isWhole && to === $from.parentOffset)
  if (ending === undefined) return false
  const start = $from.start()
  dispatch?.(state.tr.delete(start + ending.from, start + ending.to).scrollIntoView())
  return true
}
