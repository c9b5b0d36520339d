import type { BlockKind, HeadingLevel, SelectionDescription } from '../../editor/index.ts'

export interface BlockType {
  kind: BlockKind
  level?: HeadingLevel
  /** A key of `toolbar` in the texts. */
  text:
    | 'paragraph'
    | 'heading1'
    | 'heading2'
    | 'heading3'
    | 'bullet'
    | 'ordered'
    | 'task'
    | 'quote'
    | 'callout'
    | 'code'
    | 'math'
    | 'toggle'
  shortcut: string
  /** What to type at the start of a line instead. */
  markdown?: string
}

export const blockTypes: readonly BlockType[] = [
  { kind: 'paragraph', text: 'paragraph', shortcut: 'Mod-Alt-0' },
  { kind: 'heading', level: 1, text: 'heading1', shortcut: 'Mod-Alt-1', markdown: '#' },
  { kind: 'heading', level: 2, text: 'heading2', shortcut: 'Mod-Alt-2', markdown: '##' },
  { kind: 'heading', level: 3, text: 'heading3', shortcut: 'Mod-Alt-3', markdown: '###' },
  { kind: 'bullet', text: 'bullet', shortcut: 'Mod-Shift-8', markdown: '-' },
  { kind: 'ordered', text: 'ordered', shortcut: 'Mod-Shift-7', markdown: '1.' },
  { kind: 'task', text: 'task', shortcut: 'Mod-Shift-9', markdown: '[]' },
  { kind: 'quote', text: 'quote', shortcut: 'Mod-Shift-b', markdown: '>' },
  { kind: 'callout', text: 'callout', shortcut: 'Mod-Shift-6', markdown: '!' },
  { kind: 'toggle', text: 'toggle', shortcut: 'Mod-Alt-d', markdown: '>>' },
  { kind: 'code', text: 'code', shortcut: 'Mod-Alt-c', markdown: '```' },
  { kind: 'math', text: 'math', shortcut: 'Mod-Alt-m', markdown: '$$' },
]

export function blockTypeOf({ kind, level }: SelectionDescription): BlockType | undefined {
  return blockTypes.find(type => type.kind === kind && (type.level === undefined || type.level === level))
}
