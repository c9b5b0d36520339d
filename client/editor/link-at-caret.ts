import { allowedAddress } from '../../formats/link-address.ts'
import { linkAround } from './commands/mark-commands.ts'
import { kindOf } from './schema/block-attributes.ts'
import type { QuireEditor } from './types.ts'

export type LinkAtCaret = { href: string; from: number; to: number }

/** The link in which the caret is, for somebody who may change it. */
export function linkAtCaret({ isEditable, state, view, schema }: QuireEditor): LinkAtCaret | undefined {
  const { selection } = state
  const type = schema.marks.link
  if (!isEditable || view.composing || !selection.empty || type === undefined) return undefined
  if (kindOf(selection.$from.parent) === 'code') return undefined
  const link = linkAround(selection, type)
  const href = allowedAddress(link?.mark.attrs.href)
  return link === undefined || href === undefined ? undefined : { href, from: link.from, to: link.to }
}
