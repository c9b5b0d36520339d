import { useState } from 'react'
import { addTexts } from '../../i18n/index.ts'
import { forgetSaved } from '../../sync/forget-saved.ts'
import { letGo, unfinishedOnDevice } from '../../sync/uploads/unfinished-on-device.ts'
import { signOut } from '../api/me.ts'
import { RequestFailed } from '../api/request.ts'
import { keptProfile } from '../device/profile.ts'
import { recentDocuments } from '../device/recent-documents.ts'

export interface SigningOut {
  /** The server could not be reached. */
  failed: boolean
  busy: boolean
  /** What waits for an answer: files that are not all on the server. */
  asked: { names: readonly string[]; everywhere: boolean } | undefined
  /** Signs out; where files are on their way from this device, only once that is `asked`. */
  begin: (everywhere: boolean) => void
  goOn: () => void
}

export function useSignOut(): SigningOut {
  const [failed, setFailed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState<SigningOut['asked']>()
  const leave = async (everywhere: boolean) => {
    setBusy(true)
    const isOut = await leaveAccount(everywhere)
    if (isOut) return
    setBusy(false)
    setAsked(undefined)
    setFailed(true)
  }
  const begin = async (everywhere: boolean) => {
    const [found] = await Promise.allSettled([unfinishedOnDevice(opened()), addTexts('rich')])
    // Where there is no storage, nothing is in it.
    const names = found.status === 'fulfilled' ? found.value : []
    if (names.length === 0) return leave(everywhere)
    setAsked({ names, everywhere })
  }
  return {
    failed,
    busy,
    asked,
    begin: everywhere => void begin(everywhere),
    goOn: () => asked !== undefined && void leave(asked.everywhere),
  }
}

/** False: one is still signed in. */
async function leaveAccount(everywhere: boolean): Promise<boolean> {
  try {
    await signOut({ everywhere })
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    return false
  }
  keptProfile.set({ ...keptProfile.get(), name: '' })
  await forgetDocuments()
  letGo()
  location.assign('/')
  return true
}

const opened = () => recentDocuments.get().map(({ id }) => id)

/** The next person at this device finds nothing but words that are on no server yet. */
async function forgetDocuments(): Promise<void> {
  const kept = new Set(await forgetSaved(opened()))
  recentDocuments.set(recentDocuments.get().filter(({ id }) => kept.has(id)))
}
