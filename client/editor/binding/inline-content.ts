import * as Y from 'yjs'

/** The formatting of a run of text in Yjs: a mark's name with its attributes, or null where it is taken away. */
export type Formatting = Record<string, Record<string, unknown> | null>

/** A piece of a block's text in Yjs; `start` and `length` in characters, which are also the editor's positions. */
type Segment = { child: Y.XmlText | Y.XmlElement; start: number; length: number }

/**
 * The inline content of a block in Yjs, addressed by offset. We write one text to a block; a line break is its '\n'.
 * Others may have written several texts, or break elements in between, and two people who began an empty block at
 * once have left one text each: all of that is edited where it stands, never tidied up, because moving text into
 * another node would lose what somebody is typing there.
 */
function segmentsOf(block: Y.XmlElement): Segment[] {
  const segments: Segment[] = []
  let start = 0
  for (const child of block.toArray()) {
    if (!(child instanceof Y.XmlText) && !(child instanceof Y.XmlElement)) continue
    const length = child instanceof Y.XmlText ? child.length : 1
    segments.push({ child, start, length })
    start += length
  }
  return segments
}

export function insertInline(
  block: Y.XmlElement,
  offset: number,
  text: string,
  formatting: Formatting,
): void {
  const { target, index } = textAt(block, offset) ?? { target: addText(block, offset), index: 0 }
  target.insert(index, text, formatting)
}

export function deleteInline(block: Y.XmlElement, offset: number, length: number): void {
  const end = offset + length
  const segments = segmentsOf(block)
  for (let index = segments.length - 1; index >= 0; index--) {
    const segment = segments[index]
    if (segment === undefined) continue
    const from = Math.max(offset, segment.start)
    const to = Math.min(end, segment.start + segment.length)
    if (from >= to) continue
    if (segment.child instanceof Y.XmlText) segment.child.delete(from - segment.start, to - from)
    else block.delete(index, 1)
  }
}

export function formatInline(
  block: Y.XmlElement,
  offset: number,
  length: number,
  formatting: Formatting,
): void {
  for (const { child, start, length: size } of segmentsOf(block)) {
    const from = Math.max(offset, start)
    const to = Math.min(offset + length, start + size)
    if (from < to && child instanceof Y.XmlText) child.format(from - start, to - from, formatting)
  }
}

/** The text that holds `offset`; at a seam the earlier one, as a person who types there goes on with it. */
export function textAt(
  block: Y.XmlElement,
  offset: number,
): { target: Y.XmlText; index: number } | undefined {
  for (const { child, start, length } of segmentsOf(block)) {
    if (child instanceof Y.XmlText && offset >= start && offset <= start + length) {
      return { target: child, index: offset - start }
    }
  }
  return undefined
}

/** Where `child` of `block` begins. */
export function offsetOf(block: Y.XmlElement, child: unknown): number | undefined {
  return segmentsOf(block).find(segment => segment.child === child)?.start
}

function addText(block: Y.XmlElement, offset: number): Y.XmlText {
  const index = segmentsOf(block).filter(segment => segment.start + segment.length <= offset).length
  const text = new Y.XmlText()
  block.insert(index, [text])
  return text
}
