import { type Extensions, getSchema } from '@tiptap/core'
import type { Schema } from '@tiptap/pm/model'
import { Block } from './block.ts'
import { Highlight, Ink } from './color-marks.ts'
import {
  Bold,
  Code,
  Formula,
  Italic,
  Link,
  Mention,
  Strike,
  Subscript,
  Superscript,
  Underline,
} from './marks.ts'
import { Content, Contents, HardBreak, Rule, Text } from './nodes.ts'
import { Table, TableCell, TableRow } from './table.ts'

/** The order of the marks is the order of their elements, the first outermost: a link stays whole around its words. */
export const schemaExtensions: Extensions = [
  Content,
  Block,
  Rule,
  Contents,
  Table,
  TableRow,
  TableCell,
  HardBreak,
  Text,
  Link,
  Mention,
  Highlight,
  Ink,
  Bold,
  Italic,
  Underline,
  Strike,
  Subscript,
  Superscript,
  Code,
  Formula,
]

export function createSchema(): Schema {
  return getSchema(schemaExtensions)
}
