import { useEffect } from 'react'
import type { DocumentId } from '../../../protocol/index.ts'
import { fetchList } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'
import { cell } from '../parts/observable.ts'

/** What one has starred, on whatever device, as far as the server has told. */
export const starred = cell<ReadonlySet<DocumentId>>(new Set())

export async function learnStarred(signal: AbortSignal): Promise<void> {
  try {
    const documents = await fetchList('starred', signal)
    if (!signal.aborted) starred.set(new Set(documents.map(({ id }) => id)))
  } catch (error) {
    // What was known before stays.
    if (!signal.aborted && !(error instanceof RequestFailed)) throw error
  }
}

/** Asks on arrival, and whenever the page is looked at again. */
export function useStarred(): void {
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const run = () => {
      if (!document.hidden) void learnStarred(signal)
    }
    run()
    document.addEventListener('visibilitychange', run, { signal })
    return () => leaving.abort()
  }, [])
}
