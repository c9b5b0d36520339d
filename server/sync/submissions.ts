import { type Refusal, refuse } from '../../protocol/index.ts'
import type { Permits } from '../access/permits.ts'
import type { Complaints } from './complaints.ts'
import type { Session } from './entrance.ts'
import { HeldUpdates } from './held-updates.ts'
import { asks } from './what-events-ask.ts'

export interface SubmissionsOptions {
  permits: Permits
  /** What others have changed of who may do what may not have been heard here. */
  isBlind: () => boolean
  complaints: Complaints
  /** Told later than `submit` returned. */
  refused: (session: Session, refusal: Refusal) => void
}

/** Takes what sessions write to their rooms, as far as their permits go. */
export class Submissions {
  readonly #options: SubmissionsOptions

  constructor(options: SubmissionsOptions) {
    this.#options = options
  }

  submit(session: Session, n: number, update: Uint8Array): Refusal | undefined {
    const { permit } = session
    if (!permit.allows(asks.update)) return refuse('forbidden', { detail: `a ${permit.role} cannot write` })
    const isKnown = !this.#options.isBlind() && !permit.isInDoubt
    if (session.held === undefined && isKnown) return this.#take(session, n, update)
    session.held ??= this.#hold(session)
    return session.held.add(n, update)
  }

  #take(session: Session, n: number, update: Uint8Array): Refusal | undefined {
    try {
      return session.room.submit(session, n, update)
    } catch (error) {
      // Our own fault; but what follows builds on it, and the client must learn that it was not taken.
      return this.#options.complaints.explain('update', error)
    }
  }

  #hold(session: Session): HeldUpdates {
    const { permits, isBlind, refused } = this.#options
    const letGo = session.room.hold()
    return new HeldUpdates({
      session,
      permits,
      isBlind,
      submit: (n, update) => this.#take(session, n, update),
      refused: refusal => refused(session, refusal),
      over: () => {
        session.held = undefined
        letGo()
      },
    })
  }
}
