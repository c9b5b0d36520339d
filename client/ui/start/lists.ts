import { useCallback, useEffect, useState } from 'react'
import { useSearch } from 'wouter'
import { fetchList, type ListedDocument, type ListName } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'

/** What the start page can show: what this device has opened, or one of the server's lists. */
export type Shelf = 'recent' | ListName
export const shelves: readonly Shelf[] = ['recent', 'mine', 'shared', 'starred', 'trash']

/** The address says it, so that the way back leads there. */
export function useShelf(): Shelf {
  const asked = new URLSearchParams(useSearch()).get('list')
  return shelves.find(shelf => shelf === asked) ?? 'recent'
}

export const addressOf = (shelf: Shelf): string => (shelf === 'recent' ? '/' : `/?list=${shelf}`)

export type FetchedList =
  | { state: 'loading' }
  | { state: 'here'; documents: readonly ListedDocument[] }
  | { state: 'failed' }

/** One of the server's lists, fetched on arrival and whenever the page is looked at again. */
export function useList(list: ListName): { fetched: FetchedList; refetch: () => Promise<void> } {
  const [fetched, setFetched] = useState<FetchedList>({ state: 'loading' })
  const fetchAgain = useCallback(
    async (signal: AbortSignal) => {
      try {
        const documents = await fetchList(list, signal)
        if (!signal.aborted) setFetched({ state: 'here', documents })
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof RequestFailed)) throw error
        setFetched(before => (before.state === 'here' ? before : { state: 'failed' }))
      }
    },
    [list],
  )
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const run = () => {
      if (!document.hidden) void fetchAgain(signal)
    }
    setFetched({ state: 'loading' })
    run()
    document.addEventListener('visibilitychange', run, { signal })
    addEventListener('online', run, { signal })
    return () => leaving.abort()
  }, [fetchAgain])
  const refetch = useCallback(() => fetchAgain(new AbortController().signal), [fetchAgain])
  return { fetched, refetch }
}
