import { type EditorState, NodeSelection } from '@tiptap/pm/state'
import { attributesOf, type BlockAttributes, kindOf } from '../schema/block-attributes.ts'

export type SelectedImage = BlockAttributes & { position: number }

/** The image that is selected as a whole. */
export function selectedImage({
  state: { selection },
}: {
  readonly state: EditorState
}): SelectedImage | undefined {
  if (!(selection instanceof NodeSelection) || kindOf(selection.node) !== 'image') return undefined
  return { ...attributesOf(selection.node), position: selection.from }
}
