import type { Node } from '@tiptap/pm/model'
import type { Selection } from '@tiptap/pm/state'
import type { QuireEditor } from './types.ts'

/** Characters are what people see as one: an emoji of several code points is one. Line breaks are none. */
export type TextCount = { words: number; characters: number }

/** What one may count at a time without anybody noticing, in ms. */
const sliceMs = 8

/** Blocks never change, they are replaced: each is counted once, and after an edit only what is new. */
const counted = new WeakMap<Node, TextCount>()

/**
 * Counts the text, or what is selected of it, in slices between which the page goes on. Undefined where `isStale` said in
 * between that nobody waits any more.
 */
export async function countText(
  { state }: QuireEditor,
  of: 'document' | 'selection',
  isStale: () => boolean,
): Promise<TextCount | undefined> {
  const { doc, selection } = state
  const total: TextCount = { words: 0, characters: 0 }
  let began = performance.now()
  for (const { block, from, to } of of === 'selection' ? selectedParts(doc, selection) : wholeParts(doc)) {
    const { words, characters } = countOf(block, from, to)
    total.words += words
    total.characters += characters
    if (performance.now() - began < sliceMs) continue
    await new Promise(resume => setTimeout(resume))
    if (isStale()) return undefined
    began = performance.now()
  }
  return total
}

/** Of one of the document's children, counted from where its content begins. */
type Part = { block: Node; from: number; to: number }

function* wholeParts(doc: Node): Iterable<Part> {
  for (const block of doc.children) yield { block, from: 0, to: block.content.size }
}

/** Of selected cells each is a range of its own. */
function* selectedParts(doc: Node, { ranges }: Selection): Iterable<Part> {
  for (const { $from, $to } of ranges) {
    for (let index = $from.index(0), start = $from.posAtIndex(index, 0); start < $to.pos; index++) {
      const block = doc.child(index)
      yield { block, from: $from.pos - start - 1, to: $to.pos - start - 1 }
      start += block.nodeSize
    }
  }
}

function countOf(block: Node, from: number, to: number): TextCount {
  const size = block.content.size
  if (from > 0 || to < size)
    return count(block.textBetween(Math.max(0, from), Math.min(size, to), '\n', '\n'))
  let known = counted.get(block)
  if (known === undefined) {
    known = count(block.textBetween(0, size, '\n', '\n'))
    counted.set(block, known)
  }
  return known
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const segments = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Each unit of these is a character by itself: Latin, whole Korean syllables, kana and Chinese. */
const plain =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u201f\u2026\u3000-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*$/
/** Scripts that put no spaces between words. */
const spaceless = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]/u

export function count(text: string): TextCount {
  const line = text.replaceAll('\n', '')
  const characters = plain.test(line) ? line.length : [...graphemes.segment(line)].length
  return { words: wordsIn(text), characters }
}

function wordsIn(text: string): number {
  if (!spaceless.test(text)) return text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length
  return [...segments.segment(text)].filter(({ isWordLike }) => isWordLike).length
}
