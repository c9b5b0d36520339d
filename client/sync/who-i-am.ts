import type { Opened } from '../../protocol/index.ts'

/**
 * Whom the server has taken us for. Who signs out in one window may come back in another as somebody else, or nobody, without being asked:
 * what one has typed must not be sent in another's name.
 */
export class WhoIAm {
  #user: string | undefined

  /** False: somebody else than in the session before. */
  isStill({ session, participants }: Opened): boolean {
    const user = participants.find(participant => participant.session === session)?.user
    if (this.#user !== undefined && user !== this.#user) return false
    this.#user = user
    return true
  }

  /** From now on it may be anybody. */
  forget(): void {
    this.#user = undefined
  }
}
