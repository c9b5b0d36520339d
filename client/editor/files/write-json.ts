import * as Y from 'yjs'

/** How deep what others wrote may nest before only its text is told. */
const maxDepth = 20

/**
 * The document as it is stored: its blocks with their attributes, and their text in runs of equal marks. What this version
 * does not know is told as well.
 */
export function writeJson(doc: Y.Doc): string {
  const blocks = doc
    .getXmlFragment('content')
    .toArray()
    .map(child => told(child, 0))
  const title = doc.getText('title').toString()
  return `${JSON.stringify({ format: 'quire', version: 1, title, blocks }, null, 2)}\n`
}

type Told = { [name: string]: unknown }

function told(node: unknown, depth: number): Told {
  if (node instanceof Y.XmlText) return { type: 'text', runs: runsOf(node) }
  if (!(node instanceof Y.XmlElement)) return { type: 'unknown' }
  const { nodeName: type } = node
  const attributes: Told = node.getAttributes()
  if (type === 'block') {
    const { kind = 'paragraph', ...others } = attributes
    return { type, kind, ...others, runs: inlineOf(node) }
  }
  if (depth >= maxDepth) return { type, ...attributes }
  const children = node.toArray().map(child => told(child, depth + 1))
  return { type, ...attributes, ...(children.length > 0 && { children }) }
}

function inlineOf(block: Y.XmlElement): Told[] {
  return block.toArray().flatMap(child => {
    if (child instanceof Y.XmlText) return runsOf(child)
    return child instanceof Y.XmlElement && child.nodeName === 'hardBreak' ? [{ text: '\n' }] : []
  })
}

function runsOf(text: Y.XmlText): Told[] {
  const delta = text.toDelta() as { insert: unknown; attributes?: Told }[]
  return delta.map(({ insert, attributes }) => ({
    text: typeof insert === 'string' ? insert : '',
    ...(attributes && { marks: attributes }),
  }))
}
