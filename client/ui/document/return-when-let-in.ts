import type { DocumentId, Role } from '../../../protocol/index.ts'
import type { QuireProvider, Status } from '../../sync/index.ts'
import { mayRead } from '../api/documents.ts'
import { fetchMe } from '../api/me.ts'
import { RequestFailed } from '../api/request.ts'
import type { Observable } from '../parts/observable.ts'
import { isShutOut } from './lock.ts'
import { mayWrite } from './show-status.ts'

interface ShutOut {
  id: DocumentId
  linkKey: string | undefined
  provider: QuireProvider
  status: Observable<Status>
  role: Observable<Role | undefined>
}

const askAgainMs = 5_000

/** Who was shut out and is let in again finds the document open again, by itself: while the page is looked at, it asks now and
 *  then, and when one comes back to it, whether the server would hand the document out. Returns its own undo. */
export function returnWhenLetIn({ id, linkKey, provider, status, role }: ShutOut): () => void {
  const leaving = new AbortController()
  const { signal } = leaving
  let timer: ReturnType<typeof setInterval> | undefined
  let isAsking = false
  /** As whom one cannot go on, because what is not saved is somebody else's. */
  let refusedAs: Promise<string | undefined> | undefined

  const ask = async () => {
    if (!(await mayRead(id, { linkKey, signal })) || timer === undefined) return
    if (refusedAs !== undefined && (await refusedAs) === (await whoAmI())) return
    // On a new connection: who one is was settled when this one began.
    provider.reconnect()
  }
  const look = () => {
    const now = status.get()
    refusedAs = isAnothers(now) ? (refusedAs ?? whoAmI()) : undefined
    const isOut = isShutOut(now) && !isHeldBack(now, role.get())
    if (isOut) timer ??= setInterval(askNow, askAgainMs)
    else if (now.state === 'live') stop()
  }
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  const askNow = async () => {
    if (timer === undefined || document.hidden || isAsking) return
    isAsking = true
    await ask().finally(() => {
      isAsking = false
    })
  }
  addEventListener('focus', askNow, { signal })
  document.addEventListener('visibilitychange', askNow, { signal })
  const unsubscribe = status.subscribe(look)
  return () => {
    stop()
    leaving.abort()
    unsubscribe()
  }
}

const isAnothers = (status: Status): boolean =>
  status.state === 'refused' && status.cause === 'written-by-another'

async function whoAmI(): Promise<string | undefined> {
  try {
    return (await fetchMe()).user?.id
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    return undefined
  }
}

/** The document is open, for reading: whatever changes about that is told. */
function isHeldBack(status: Status, role: Role | undefined): boolean {
  return status.state === 'refused' && status.cause === undefined && role !== undefined && !mayWrite(role)
}
