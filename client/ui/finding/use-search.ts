import { useEffect, useState } from 'react'
import { maxSearchLength } from '../../../protocol/index.ts'
import { type Found, fold, hitsIn, wordsOf } from '../../../protocol/search.ts'
import { RequestFailed } from '../api/request.ts'
import { fetchFound } from '../api/search.ts'
import type { RecentDocument } from '../device/recent-documents.ts'
import { recentDocuments } from '../device/recent-documents.ts'
import { readings } from './readings.ts'

/** A document that was found, here or there: nobody knows of a role on the device. */
export type Hit = Omit<Found, 'role'> & Partial<Pick<Found, 'role'>>

export type Searched =
  | { state: 'idle' }
  /** What was found for what was typed before stays meanwhile. */
  | { state: 'searching'; before: readonly Hit[] }
  | { state: 'found'; search: string; hits: readonly Hit[] }
  /** The server cannot be reached: by title, in the device's own list. */
  | { state: 'onDevice'; search: string; hits: readonly Hit[] }
  | { state: 'failed' }

/** As many as a person's fingers pause between two letters. */
const pauseMs = 150

/** Searches while one types: after a pause, and only for the newest words. */
export function useSearch(typed: string, composing: boolean): { searched: Searched; again: () => void } {
  // One string, so that the same words are looked for once.
  const meant = readings(typed.trim().slice(0, maxSearchLength), composing).join('\n')
  const [searched, setSearched] = useState<Searched>({ state: 'idle' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is for the same words.
  useEffect(() => {
    const searches = meant.split('\n').filter(each => wordsOf(each).length > 0)
    if (searches.length === 0) return setSearched({ state: 'idle' })
    const leaving = new AbortController()
    const { signal } = leaving
    setSearched(before => ({ state: 'searching', before: hitsOf(before) }))
    const timer = setTimeout(async () => {
      const result = await searchFor(searches, signal)
      if (!signal.aborted) setSearched(result)
    }, pauseMs)
    return () => {
      clearTimeout(timer)
      leaving.abort()
    }
  }, [meant, attempt])
  return { searched, again: () => setAttempt(count => count + 1) }
}

/** What the first of them finds that finds anything. */
async function searchFor(searches: readonly string[], signal: AbortSignal): Promise<Searched> {
  let searched: Searched = { state: 'idle' }
  for (const search of searches) {
    searched = await searchEverywhere(search, signal)
    if (searched.state === 'failed' || hitsOf(searched).length > 0) break
  }
  return searched
}

async function searchEverywhere(search: string, signal: AbortSignal): Promise<Searched> {
  try {
    return { state: 'found', search, hits: await fetchFound(search, signal) }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    if (error.status !== undefined) return { state: 'failed' }
    return { state: 'onDevice', search, hits: titlesIn(recentDocuments.get(), search) }
  }
}

export function hitsOf(searched: Searched): readonly Hit[] {
  if (searched.state === 'searching') return searched.before
  return searched.state === 'found' || searched.state === 'onDevice' ? searched.hits : []
}

/** Those of the device's list that have every word in the title. */
export function titlesIn(list: readonly RecentDocument[], search: string): Hit[] {
  const words = wordsOf(search)
  return list.flatMap(({ id, title: given, excerpt, openedAt }) => {
    const title = given.normalize('NFC')
    const folded = fold(title)
    if (!words.every(word => folded.includes(word))) return []
    return {
      id,
      title,
      titleHits: hitsIn(title, words),
      snippet: excerpt,
      snippetHits: [],
      updatedAt: openedAt,
    }
  })
}
