import type * as Y from 'yjs'
import { alignsOf } from '../../../formats/aligns-of.ts'
import {
  type Alignment,
  type ContentBlock,
  type TextBlock as FileBlock,
  type ImageContent,
  isSource,
  type TableBlock,
} from '../../../formats/content.ts'
import { writeMarkdown } from '../../../formats/markdown/write-markdown.ts'
import type { DocumentId } from '../../../protocol/index.ts'
import { attributesOf } from './block-attributes.ts'
import { type Block, contentOf, type TextBlock } from './blocks.ts'
import { writeSound } from './sound-blocks.ts'
import type { Cell, Table } from './table.ts'

/** The document as the editor exports it. */
export function markdownOfDocument(doc: Y.Doc, documentId?: DocumentId): string {
  return writeSound(contentOf(doc, documentId), ({ title, blocks }) =>
    writeMarkdown({ title, blocks: blocks.map(fileBlockOf) }),
  )
}

function fileBlockOf(block: Block): ContentBlock {
  if (block.type === 'text') return textOf(block)
  return block.type === 'table' ? tableOf(block) : block
}

function textOf(block: TextBlock): FileBlock {
  const { kind, level, indent, checked, tone, language, start, href, runs } = block
  return {
    type: 'block',
    kind,
    level,
    indent,
    checked,
    tone,
    ...(language !== undefined && { language }),
    ...(start !== undefined && { start }),
    ...(kind === 'image' && { image: imageOf(block) }),
    ...(kind === 'file' && href !== undefined && { href }),
    runs,
  }
}

function imageOf({ href, src, alt, width, size, align }: TextBlock): ImageContent {
  return {
    src,
    ...(href !== undefined && { href }),
    alt,
    ...(width !== undefined && { width }),
    ...(size !== undefined && { size }),
    ...(align !== 'start' && { align }),
  }
}

function tableOf({ headerRow, headerColumn, rows }: Table): TableBlock {
  const filled = rows.map(cells => cells.map(withBlock))
  return {
    type: 'table',
    headerRow,
    headerColumn,
    aligns: alignsOf(filled.map(cells => cells.map(saidIn))),
    rows: filled.map(cells =>
      cells.map(({ colspan, rowspan, blocks }) => ({ colspan, rowspan, blocks: blocks.map(textOf) })),
    ),
  }
}

const empty: TextBlock = { ...attributesOf({}), type: 'text', runs: [] }

/** The editor shows a line where there is none. */
const withBlock = (cell: Cell): Cell => (cell.blocks.length > 0 ? cell : { ...cell, blocks: [empty] })

const saidIn = ({ blocks }: Cell): Alignment[] =>
  blocks.filter(({ kind }) => !isSource(kind)).map(({ align }) => align)
