import type { Node } from '@tiptap/pm/model'
import { NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { isForeign, keepPlace } from '../create-editor.ts'
import { AttributesStep } from '../schema/attributes-step.ts'
import {
  attributesOf,
  type BlockAttributes,
  indentOf,
  isBlock,
  isFigure,
  isHolder,
  kindOf,
  maxIndent,
  plainAttributes,
} from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'

/** What is said of an image, or of a file, whose name is its text. */
export type ImageParts = Partial<Omit<BlockAttributes, 'kind'>> & { kind?: 'image' | 'file' }

/** Puts images in one after the other, whatever happens to the text meanwhile. The first goes to `at`. */
export class ImageRow {
  readonly #editor: QuireEditor
  #place: () => number | undefined

  constructor(editor: QuireEditor, at = editor.state.selection.to) {
    this.#editor = editor
    this.#place = keepPlace(editor, at)
  }

  /** False where one may not write any more. */
  async add(parts: ImageParts, text = ''): Promise<boolean> {
    const editor = this.#editor
    while (!editor.isDestroyed && editor.view.composing) await new Promise(resume => setTimeout(resume, 100))
    if (editor.isDestroyed || !editor.isEditable || isForeign(editor)) return false
    const { tr } = editor.state
    const at = insertImage(tr, this.#place() ?? tr.selection.to, parts, text)
    editor.undoManager.stopCapturing()
    editor.view.dispatch(tr.scrollIntoView())
    editor.undoManager.stopCapturing()
    this.#place = keepPlace(editor, at + 1)
    return true
  }
}

/** Ahead of an empty paragraph, or else behind the block; of a table, behind that. Gives its place. */
export function insertImage(
  transaction: Transaction,
  position: number,
  parts: ImageParts,
  text = '',
): number {
  const { doc } = transaction
  const { block: type } = doc.type.schema.nodes
  const $at = doc.resolve(Math.min(position, doc.content.size))
  if (type === undefined) throw new Error('the schema has blocks')
  const beside = $at.depth === 0 ? $at.nodeBefore : $at.node(1)
  const isEmpty = $at.depth === 1 && kindOf($at.parent) === 'paragraph' && $at.parent.content.size === 0
  const place = $at.depth === 0 ? $at.pos : isEmpty ? $at.before(1) : $at.after(1)
  const indent = beside === null ? 0 : indentBeside(beside, isEmpty)
  const attributes = { ...plainAttributes, kind: 'image', ...parts, indent: indent || null }
  const image = type.create(attributes, text === '' ? null : doc.type.schema.text(text))
  // Behind it there is always a line to go on writing in.
  const line = doc.nodeAt(place)?.isTextblock
    ? []
    : [type.create({ ...plainAttributes, indent: attributes.indent })]
  transaction.insert(place, [image, ...line])
  const after = place + image.nodeSize
  if (isFigure(kindOf(transaction.doc.nodeAt(after) ?? image)))
    transaction.setSelection(NodeSelection.create(transaction.doc, place))
  else transaction.setSelection(TextSelection.create(transaction.doc, after + 1))
  return place
}

/** Below an item it belongs to the item. */
function indentBeside(beside: Node, isInstead: boolean): number {
  if (!isBlock(beside)) return 0
  return Math.min(maxIndent, indentOf(beside) + (!isInstead && isHolder(kindOf(beside)) ? 1 : 0))
}

/** The place of the image at `position`, whatever is written around it; undefined once it is gone. */
export function keepImage(editor: QuireEditor, position: number): () => number | undefined {
  const inside = keepPlace(editor, position + 1)
  return () => {
    const at = inside()
    return at === undefined ? undefined : editor.state.doc.resolve(at).before()
  }
}

/** Changes what is said of the image at `position`, as a step for undo of its own. */
export function changeImage(
  editor: Pick<QuireEditor, 'view' | 'undoManager'>,
  position: number,
  changes: Partial<BlockAttributes>,
): void {
  const { view, undoManager } = editor
  const block = view.state.doc.nodeAt(position)
  if (block === null || kindOf(block) !== 'image' || !view.editable) return
  undoManager.stopCapturing()
  dispatchChange(view, position, changes)
  undoManager.stopCapturing()
}

export function dispatchChange(view: EditorView, position: number, changes: Partial<BlockAttributes>): void {
  const { doc, tr } = view.state
  const block = doc.nodeAt(position)
  if (block === null) return
  tr.step(new AttributesStep(new Map([[position, { ...attributesOf(block), ...changes }]])))
  view.dispatch(tr)
}
