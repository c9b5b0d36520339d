import * as Y from 'yjs'

const excerptLength = 200

/** The document's text, a line for each block. */
export function plainText(doc: Y.Doc): string {
  return [...linesOf(doc)].join('\n')
}

/** The first words, on one line, for a list of documents. */
export function excerpt(doc: Y.Doc): string {
  let text = ''
  for (const line of linesOf(doc)) {
    const words = line.trim().replace(/\s+/g, ' ')
    if (words !== '') text += text === '' ? words : ` ${words}`
    if (text.length > excerptLength)
      return `${[...text]
        .slice(0, excerptLength - 1)
        .join('')
        .trimEnd()}…`
  }
  return text
}

function* linesOf(doc: Y.Doc): Generator<string> {
  for (const child of doc.getXmlFragment('content').toArray()) {
    if (child instanceof Y.XmlElement) yield textOf(child)
    else if (child instanceof Y.XmlText) yield runsOf(child)
  }
}

/** Without recursion: what others wrote may nest without end. */
function textOf(element: Y.XmlElement): string {
  let text = ''
  const stack: unknown[] = [element]
  while (stack.length > 0) {
    const next = stack.pop()
    if (next instanceof Y.XmlText) text += runsOf(next)
    else if (next instanceof Y.XmlElement && next.nodeName === 'hardBreak') text += '\n'
    else if (next instanceof Y.XmlElement) {
      // In a table, each block of a cell is a line.
      if (next.nodeName === 'block' && text !== '' && !text.endsWith('\n')) text += '\n'
      stack.push(...next.toArray().reverse())
    }
  }
  return text
}

function runsOf(text: Y.XmlText): string {
  const runs = text.toDelta() as { insert: unknown }[]
  return runs.map(run => (typeof run.insert === 'string' ? run.insert : '')).join('')
}
