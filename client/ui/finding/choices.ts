import { fold, wordsOf } from '../../../protocol/search.ts'
import type { RecentDocument } from '../device/recent-documents.ts'
import { readings } from './readings.ts'
import { type Hit, hitsOf, type Searched, titlesIn } from './use-search.ts'

/** What the quick switcher offers: documents, and at last a new one, called as one typed. */
export type Choice = { of: 'document'; hit: Hit } | { of: 'new'; title: string }

const maxDocuments = 8

/** What this device knows by title comes at once; what the server finds follows, and leaves that where it stands. */
export function choicesFor(
  { typed, composing = false }: { typed: string; composing?: boolean },
  recent: readonly RecentDocument[],
  searched: Searched,
): Choice[] {
  const title = typed.trim()
  const meant = readings(title, composing)
  const known = meant.map(each => titlesIn(recent, each)).find(titles => titles.length > 0) ?? []
  const documents = new Map(known.map(hit => [hit.id, hit]))
  const wordsMeant = meant.map(wordsOf)
  for (const hit of title === '' ? [] : hitsOf(searched)) {
    // What was found for fewer letters may not be what is looked for now.
    const isStill = searched.state !== 'searching' || wordsMeant.some(words => isIn(hit, words))
    if (isStill) documents.set(hit.id, hit)
  }
  return [
    ...[...documents.values()].slice(0, maxDocuments).map((hit): Choice => ({ of: 'document', hit })),
    { of: 'new', title },
  ]
}

function isIn({ title, snippet }: Hit, words: readonly string[]): boolean {
  const text = fold(`${title}\n${snippet}`)
  return words.every(word => text.includes(word))
}
