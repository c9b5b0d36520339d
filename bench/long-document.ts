import { createDocument } from '../e2e/support/raw-client.ts'
import { openWriter, type Writer } from '../e2e/support/writer.ts'
import { seededRandom } from './statistics.ts'
import { untilFolded } from './writer.ts'

export interface DocumentSize {
  blocks: number
  characters: number
}

const kinds: Record<string, string | number>[] = [
  {},
  {},
  {},
  { kind: 'heading', level: 2 },
  { kind: 'bullet' },
  { kind: 'bullet', indent: 1 },
  { kind: 'ordered' },
  { kind: 'task' },
  { kind: 'quote' },
  {},
]
/** So many blocks go in one update: what somebody pastes. */
const together = 100

/** A document of blocks of all kinds, with bold words in every seventh. Whoever wrote it is still there. */
export async function writeLongDocument(
  url: string,
  { blocks, characters }: DocumentSize,
): Promise<{ documentId: string; writer: Writer }> {
  const documentId = await createDocument(url)
  const writer = await openWriter({ url, documentId })
  const random = seededRandom(7)
  const length = Math.round(characters / blocks)
  for (let from = 0; from < blocks; from += together) {
    const some = Array.from({ length: Math.min(together, blocks - from) }, (_, index) => ({
      text: words(length, random),
      attributes: kinds[(from + index) % kinds.length] ?? {},
    }))
    writer.doc.transact(() => {
      writer.append(...some)
      for (let index = from; index < from + some.length; index += 7)
        writer.text(index).format(5, 20, { bold: {} })
    })
  }
  await writer.provider.whenSaved()
  await untilFolded({ url }, documentId)
  return { documentId, writer }
}

function words(length: number, random: () => number): string {
  let text = ''
  while (text.length < length) {
    const size = 2 + Math.floor(random() * 8)
    for (let i = 0; i < size; i++) text += 'etaoinshrdlucmfwypvbgk'[Math.floor(random() * random() * 22)]
    text += ' '
  }
  return text.slice(0, length)
}
