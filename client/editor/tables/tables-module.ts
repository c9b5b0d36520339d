import type { Node, ResolvedPos, Schema } from '@tiptap/pm/model'
import type { Plugin } from '@tiptap/pm/state'
import type { StepMap } from '@tiptap/pm/transform'
import type { EditorView, NodeView } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import type { QuireEditor } from '../types.ts'

/** Which block in Yjs each block on the screen shows, by row, cell and block; undefined where nobody has written yet. */
export type TableShape = readonly (readonly (readonly (Y.XmlElement | undefined)[])[])[]

export type TableChange = {
  element: Y.XmlElement
  before: Node
  after: Node
  /** The steps from one to the other, and where the table's content starts in each document. */
  maps: readonly StepMap[]
  starts: { before: number; after: number }
  shape: TableShape
  $head: ResolvedPos
}

/** What the editor asks of the code for tables. */
export type TablesModule = {
  read: (element: Y.XmlElement, schema: Schema) => { node: Node; foreign: boolean; shape: TableShape }
  create: (table: Node) => Y.XmlElement
  /** Whether both have the same cells, so that `update` can write what became of them. */
  haveSameCells: (before: Node, after: Node) => boolean
  /** Writes what changed within cells. True where the table must be read again, for more may be different now. */
  update: (change: TableChange) => boolean
  /** A table of a page as the parser of what is pasted wants it; undefined for one that only sets a page's layout. */
  flatten: (table: HTMLElement, flattenCell: (cell: Element) => Element) => HTMLElement | undefined
  /** What a spreadsheet gives as text, as a page; undefined for any other text. */
  pageOf: (text: string) => string | undefined
  /** A new table of the usual size, where the caret is. */
  insert: (editor: QuireEditor) => boolean
  plugins: (editor: QuireEditor) => Plugin[]
  view: (table: Node, view: EditorView, position: () => number | undefined) => NodeView
}
