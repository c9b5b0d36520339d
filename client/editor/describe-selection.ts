import { NodeSelection, type Selection } from '@tiptap/pm/state'
import { allowedAddress } from '../../formats/link-address.ts'
import { linkAround } from './commands/mark-commands.ts'
import { type PlacedBlock, selectedBlocks } from './commands/selected-blocks.ts'
import {
  alignmentOf,
  attributesOf,
  canBeAligned,
  indentOf,
  isChecked,
  isSource,
  kindOf,
  levelOf,
  toneOf,
} from './schema/block-attributes.ts'
import { isHighlight, isInk } from './schema/colors.ts'
import type { MarkName, QuireEditor, SelectionDescription } from './types.ts'

const markNames: readonly MarkName[] = [
  'bold',
  'italic',
  'underline',
  'strike',
  'code',
  'subscript',
  'superscript',
]

/** What the toolbar shows about the selection. Cheap enough for every transaction. */
export function describeSelection(editor: QuireEditor): SelectionDescription {
  const { doc, selection, storedMarks, schema } = editor.state
  const blocks = selectedBlocks(doc, selection)
  const first = blocks[0]?.node
  const kind = common(blocks, ({ node }) => kindOf(node))
  const link = schema.marks.link && linkAround(selection, schema.marks.link)
  const active = (name: MarkName): boolean => {
    const type = schema.marks[name]
    if (type === undefined || isSource(kind)) return false
    if (selection.empty) return type.isInSet(storedMarks ?? selection.$from.marks()) !== undefined
    return selection.ranges.some(({ $from, $to }) => doc.rangeHasMark($from.pos, $to.pos, type))
  }
  const color = (name: 'ink' | 'highlight'): unknown => {
    const type = schema.marks[name]
    if (type === undefined || isSource(kind)) return undefined
    const { $from, empty } = selection
    const marks = empty ? (storedMarks ?? $from.marks()) : ($from.nodeAfter?.marks ?? [])
    return type.isInSet(marks)?.attrs.color
  }
  const [ink, highlight] = [color('ink'), color('highlight')]
  return {
    kind,
    level: kind === 'heading' && first ? (common(blocks, ({ node }) => levelOf(node)) ?? 0) : 0,
    indent: first ? indentOf(first) : 0,
    checked: blocks.length > 0 && blocks.every(({ node }) => isChecked(node)),
    tone: kind === 'callout' ? common(blocks, ({ node }) => toneOf(node)) : undefined,
    language:
      kind === 'code' ? (common(blocks, ({ node }) => attributesOf(node).language) ?? undefined) : undefined,
    align: common(
      blocks.filter(({ node }) => canBeAligned(node)),
      ({ node }) => alignmentOf(node),
    ),
    ink: isInk(ink) ? ink : undefined,
    highlight: isHighlight(highlight) ? highlight : undefined,
    marks: Object.fromEntries(markNames.map(name => [name, active(name)])) as Record<MarkName, boolean>,
    link: isSource(kind) ? undefined : allowedAddress(link?.mark.attrs.href),
    canUndo: editor.isEditable && editor.undoManager.canUndo(),
    canRedo: editor.isEditable && editor.undoManager.canRedo(),
    inTable: selectedTable(selection),
    empty: selection.empty,
  }
}

function selectedTable(selection: Selection): boolean {
  const around = selection.$from.node(1) ?? (selection instanceof NodeSelection ? selection.node : undefined)
  return around?.type.name === 'table'
}

function common<T>(blocks: readonly PlacedBlock[], of: (block: PlacedBlock) => T): T | undefined {
  const values = new Set(blocks.map(of))
  return values.size === 1 ? [...values][0] : undefined
}
