import { Node } from '@tiptap/core'
import type { Node as ProseMirrorNode } from '@tiptap/pm/model'

/** What is pasted comes in this form: see `flattenTable`. */
const parsed = (tag: string) => () => [
  { tag, getAttrs: ({ dataset }: HTMLElement) => JSON.parse(dataset.attributes ?? '{}') as object },
]
const attribute = (value: unknown) => ({ default: value, rendered: false })

/** What prosemirror-tables calls each of the nodes. */
const roles: Readonly<Record<string, string>> = { table: 'table', tableRow: 'row', tableCell: 'cell' }

/** A table without rows is one whose code has not come yet: it cannot be written in until then. */
export const Table = Node.create({
  name: 'table',
  content: 'tableRow*',
  isolating: true,
  addAttributes: () => ({
    headerRow: attribute(false),
    headerColumn: attribute(false),
    /** In pixels, a column each; null: as wide as it becomes. Empty where no column has one. */
    widths: attribute([]),
  }),
  extendNodeSchema: ({ name }) => ({ tableRole: roles[name] }),
  parseHTML: parsed('table'),
  renderHTML: () => ['table', { 'data-kind': 'table' }, ['tbody', 0]],
})

export const TableRow = Node.create({
  name: 'tableRow',
  content: 'tableCell*',
  parseHTML: parsed('tr'),
  renderHTML: () => ['tr', 0],
})

export const TableCell = Node.create({
  name: 'tableCell',
  content: 'block+',
  isolating: true,
  addAttributes: () => ({
    colspan: attribute(1),
    rowspan: attribute(1),
    /** Heads its column or its row. */
    header: attribute(null),
  }),
  parseHTML: parsed('td'),
  renderHTML: ({ node }) => [...cellSpec(node), 0],
})

export function cellSpec({ attrs }: ProseMirrorNode): [tag: string, attributes: Record<string, unknown>] {
  return [
    attrs.header === null ? 'td' : 'th',
    {
      class: 'cell',
      scope: attrs.header,
      colspan: attrs.colspan > 1 ? attrs.colspan : null,
      rowspan: attrs.rowspan > 1 ? attrs.rowspan : null,
    },
  ]
}
