import * as Y from 'yjs'
import { QuireProvider } from '../../client/sync/index.ts'

type Attributes = Record<string, string | number | boolean>

interface NewBlock {
  text: string
  attributes?: Attributes
}

/** Somebody who edits from Node what the editor shows: blocks, in the shape in which the editor keeps them. */
export interface Writer {
  readonly doc: Y.Doc
  readonly provider: QuireProvider
  readonly content: Y.XmlFragment
  /** Adds blocks at the document's end. */
  append(...blocks: NewBlock[]): void
  /** Makes another kind of a block. */
  turn(index: number, attributes: Attributes): void
  text(index: number): Y.XmlText
  /** The blocks' texts. */
  read(): string[]
  leave(): Promise<void>
}

/** Resolves when everything that the server has is there. */
export async function openWriter({
  url,
  documentId,
  name = 'Nora',
}: {
  url: string
  documentId: string
  name?: string
}): Promise<Writer> {
  const doc = new Y.Doc()
  const content = doc.getXmlFragment('content')
  const profile = { name, color: '#03823a' }
  const provider = new QuireProvider({ url, documentId, doc, offline: false, profile })
  await provider.whenSynced
  const block = (index: number) => {
    const element = content.get(index)
    if (!(element instanceof Y.XmlElement)) throw new Error(`there is no block ${index}`)
    return element
  }
  return {
    doc,
    provider,
    content,
    append: (...blocks) => content.push(blocks.map(newBlock)),
    turn: (index, attributes) => setAttributes(block(index), attributes),
    text: index => {
      const text = block(index).get(0)
      if (!(text instanceof Y.XmlText)) throw new Error(`block ${index} has no text`)
      return text
    },
    read: () => content.toArray().map(textOf),
    leave: async () => {
      await provider.destroy()
      doc.destroy()
    },
  }
}

function newBlock({ text, attributes = {} }: NewBlock): Y.XmlElement {
  const element = new Y.XmlElement('block')
  setAttributes(element, attributes)
  element.insert(0, [new Y.XmlText(text)])
  return element
}

function setAttributes(element: Y.XmlElement, attributes: Attributes): void {
  // Yjs takes any JSON for a value; its type says text.
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value as string)
}

function textOf(block: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (!(block instanceof Y.XmlElement)) return ''
  return block
    .toArray()
    .map(child =>
      child instanceof Y.XmlText
        ? child
            .toDelta()
            .map((run: { insert: string }) => run.insert)
            .join('')
        : '',
    )
    .join('')
}
