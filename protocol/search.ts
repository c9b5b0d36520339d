import * as v from 'valibot'
import { maxSearchLength } from './limits.ts'
import { documentIdSchema, roleSchema } from './messages.ts'

// Apart from `index.ts`: what a page loads first can do without it.

/** Words of a search beyond these are not looked at. */
const maxWords = 8

const place = v.pipe(v.number(), v.integer(), v.minValue(0))
/** Where in a text something was found, in UTF-16 code units: from, up to. In their order, apart from each other. */
const hitsSchema = v.array(v.tuple([place, place]))
export type Hits = v.InferOutput<typeof hitsSchema>

/** A document in which something was found. */
export const foundSchema = v.object({
  id: documentIdSchema,
  title: v.string(),
  titleHits: hitsSchema,
  /** A piece of the text around the first hit, on one line; of a document that was found by its title alone, the beginning. */
  snippet: v.string(),
  snippetHits: hitsSchema,
  /** Milliseconds since 1970. */
  updatedAt: place,
  role: roleSchema,
})
export type Found = v.InferOutput<typeof foundSchema>

/** A text as searches compare it: in lower case, and in the usual width. Each character stands where it stood. */
export function fold(text: string): string {
  // Most characters are ASCII or Korean syllables: these need no look at each.
  return text
    .normalize('NFC')
    .replace(/[A-Z]+/g, letters => letters.toLowerCase())
    .replace(/[^\0-\x7f\uac00-\ud7a3]/gu, foldOne)
}

function foldOne(character: string): string {
  const folded = character.normalize('NFKC').toLowerCase()
  return folded.length === character.length ? folded : character
}

/** Words, and phrases in quotation marks. One that is not closed yet goes to the end: people search as they type. */
const meant = /["“”]([^"“”]*)["“”]?|\S+/g

/** What must be found, all of it, in a document: words, and phrases, which have spaces in them. */
export function wordsOf(search: string): string[] {
  const words = [...fold(search.slice(0, maxSearchLength)).matchAll(meant)]
    .map(([word, phrase]) => (phrase ?? word).trim().replace(/\s+/g, ' '))
    .filter(word => word !== '')
  return [...new Set(words)].slice(0, maxWords)
}

/** Where the words stand in a composed text. What overlaps is one hit. */
export function hitsIn(text: string, words: readonly string[]): Hits {
  const folded = fold(text)
  const all: Hits = []
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      all.push([at, at + word.length])
    }
  }
  const hits: Hits = []
  for (const [from, to] of all.sort(([a], [b]) => a - b)) {
    const last = hits.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else hits.push([from, to])
  }
  return hits
}
