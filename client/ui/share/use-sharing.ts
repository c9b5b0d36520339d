import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { RequestFailed } from '../api/request.ts'
import { type Sharing, type SharingApi, sharingOf } from '../api/sharing.ts'
import type { OpenDocument } from '../document/open-document.ts'

/** What can be shown of a document's sharing. */
export type KnownSharing =
  | { state: 'loading' }
  | { state: 'known'; sharing: Sharing }
  /** One may read the document, and not more of it. */
  | { state: 'hidden' }
  | { state: 'away' }

/** Why a change was not made. */
export type ShareFailure = 'away' | 'refused' | 'invalid' | 'busy'

export interface SharingInUse {
  known: KnownSharing
  failure: ShareFailure | undefined
  /** A change is on its way. */
  busy: boolean
  /** Resolves with whether it was made. */
  change(make: (api: SharingApi) => Promise<Sharing | undefined>): Promise<boolean>
}

/** Nobody tells a document's sessions of what concerns none of them: who was invited, or lost a role while away. */
const lookAgainMs = 5_000

/** The document's sharing while this is shown: as it is, whoever changes it. */
export function useSharing({ id, linkKey, provider }: OpenDocument): SharingInUse {
  const [known, setKnown] = useState<KnownSharing>({ state: 'loading' })
  const [failure, setFailure] = useState<ShareFailure>()
  const [busy, setBusy] = useState(false)
  const api = useMemo(() => sharingOf(id, linkKey), [id, linkKey])
  // What was read before a change says how it was.
  const changes = useRef(0)

  const look = useCallback(
    async (signal: AbortSignal) => {
      const seen = changes.current
      const found = await read(api, signal)
      if (signal.aborted || seen !== changes.current) return
      setKnown(before => (found.state === 'away' && before.state === 'known' ? before : found))
    },
    [api],
  )

  useEffect(() => {
    const closing = new AbortController()
    const { signal } = closing
    const lookNow = () => {
      if (!document.hidden) void look(signal)
    }
    lookNow()
    const timer = setInterval(lookNow, lookAgainMs)
    addEventListener('focus', lookNow, { signal })
    addEventListener('online', lookNow, { signal })
    document.addEventListener('visibilitychange', lookNow, { signal })
    const unsubscribe = [provider.on('role', lookNow), provider.on('participants', lookNow)]
    return () => {
      clearInterval(timer)
      for (const undo of unsubscribe) undo()
      closing.abort()
    }
  }, [look, provider])

  const change = useCallback(
    async (make: (api: SharingApi) => Promise<Sharing | undefined>) => {
      setBusy(true)
      setFailure(undefined)
      changes.current++
      try {
        const sharing = await make(api)
        if (sharing !== undefined) setKnown({ state: 'known', sharing })
        return true
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error
        setFailure(failureOf(error))
        return false
      } finally {
        changes.current++
        setBusy(false)
      }
    },
    [api],
  )
  return { known, failure, busy, change }
}

async function read(api: SharingApi, signal: AbortSignal): Promise<KnownSharing> {
  try {
    return { state: 'known', sharing: await api.read(signal) }
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    const { status } = error
    return { state: status === 401 || status === 403 || status === 404 ? 'hidden' : 'away' }
  }
}

function failureOf({ status }: RequestFailed): ShareFailure {
  switch (status) {
    case undefined:
      return 'away'
    case 400:
      return 'invalid'
    case 401:
    case 403:
    case 404:
      return 'refused'
    default:
      return 'busy'
  }
}
