import { fetchMe, type Me, nameMe } from '../api/me.ts'
import { RequestFailed } from '../api/request.ts'
import { lastPerson } from '../device/made-here.ts'
import { keptProfile } from '../device/profile.ts'
import { type Cell, cell, type Observable } from '../parts/observable.ts'

const known: Cell<Me | undefined> = cell(undefined)

/** Who I am to the server; undefined until it has said so. */
export const me: Observable<Me | undefined> = known

let asking: Promise<void> | undefined

/** Asks the server who I am, at the first call; later ones ask only what was not answered. */
export function learnMe(): Promise<void> {
  asking ??= ask()
  return asking
}

/** Asks whatever was answered before: a login may have ended meanwhile. */
export function learnMeAnew(): Promise<void> {
  asking = ask()
  return asking
}

async function ask(): Promise<void> {
  try {
    const asked = await fetchMe()
    known.set(asked)
    lastPerson.set(asked.user?.id ?? '')
    await agreeOnName()
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    asking = undefined
  }
}

/** Somebody who signed in has the name of the account; what a guest is called is told to the server. */
async function agreeOnName(): Promise<void> {
  const now = known.get()
  const { name } = keptProfile.get()
  if (now?.user === undefined || now.user.name === name) return
  if (now.signedIn) {
    keptProfile.set({ ...keptProfile.get(), name: now.user.name })
  } else {
    await nameMe(name)
    known.set({ ...now, user: { ...now.user, name } })
  }
}

/** From now on the server knows a guest's name as this device does. Returns its undo. */
export function followName(): () => void {
  return keptProfile.subscribe(() => {
    agreeOnName().catch((error: unknown) => {
      // It is told again with the next visit.
      if (!(error instanceof RequestFailed)) throw error
    })
  })
}

/** The page at which one signs in, and from which one comes back to the present one. The key of a link stays behind: a
 *  fragment would go along to wherever the address leads. */
export function signInAddress(): string {
  return `/auth/sign-in?to=${encodeURIComponent(location.pathname)}`
}
