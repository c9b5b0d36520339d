import { useEffect, useState } from 'react'
import { fetchList, fetchSummaries } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'
import { leftUnsaved } from '../device/left-unsaved.ts'
import { recentDocuments, withSummaries } from '../device/recent-documents.ts'

/** Asks the server for news of the listed documents: on arrival, and whenever the page is looked at again. The list
 *  shows what the device has meanwhile. Returns whether the server did not answer. */
export function useRefreshed(): boolean {
  const [stale, setStale] = useState(false)
  useEffect(() => {
    const leaving = new AbortController()
    const refresh = async () => {
      if (document.hidden) return
      const ids = recentDocuments.get().map(recent => recent.id)
      try {
        const summaries = await fetchSummaries(ids, leaving.signal)
        recentDocuments.set(withSummaries(recentDocuments.get(), summaries))
        await leaveTrashed(ids.length > summaries.length, leaving.signal)
        setStale(false)
      } catch (error) {
        if (leaving.signal.aborted) return
        if (!(error instanceof RequestFailed)) throw error
        setStale(true)
      }
    }
    const run = () => void refresh()
    run()
    document.addEventListener('visibilitychange', run, { signal: leaving.signal })
    addEventListener('online', run, { signal: leaving.signal })
    return () => leaving.abort()
  }, [])
  return stale
}

/** What was thrown away elsewhere is among those that the server does not tell of, and in the trash. */
async function leaveTrashed(someMissing: boolean, signal: AbortSignal): Promise<void> {
  if (!someMissing) return
  const trash = new Set((await fetchList('trash', signal)).map(({ id }) => id))
  const waiting = new Set(leftUnsaved.get())
  const before = recentDocuments.get()
  const left = before.filter(({ id }) => !trash.has(id) || waiting.has(id))
  if (left.length < before.length) recentDocuments.set(left)
}
