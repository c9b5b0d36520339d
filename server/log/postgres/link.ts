import { setTimeout as pause } from 'node:timers/promises'
import { LogClosed } from '../log.ts'
import { away } from './errors.ts'
import type { Session } from './session.ts'

export interface LinkOptions {
  /** Opens a session that is fit for use; tells `onLost` when it is not any more. */
  open(onLost: (error: Error) => void): Promise<Session>
  /** Whoever waits for a session is refused when there has been none for so long. */
  patienceMs: number
  onAway(error: Error): void
  onBack(afterMs: number): void
}

/** Fast at first, for most servers are back at once. */
const firstPauseMs = 50
const longestPauseMs = 1000
/** A session that is idle is asked whether it is there: a network that has fallen silent tells nobody. */
const lookEveryMs = 1000
const quietMs = 2000
const answerWithinMs = 3000

type State =
  | { phase: 'here'; session: Session }
  | {
      phase: 'away'
      since: number
      error: Error
      back: PromiseWithResolvers<Session>
      patience: NodeJS.Timeout
    }
  | { phase: 'closed' }

/** A session with the database, and after it is lost, another one, for ever. */
export class Link {
  readonly #options: LinkOptions
  #patienceMs: number
  readonly #closing = new AbortController()
  readonly #looking: NodeJS.Timeout
  #state: State = { phase: 'closed' }

  private constructor(options: LinkOptions) {
    this.#options = options
    this.#patienceMs = options.patienceMs
    this.#looking = setInterval(() => this.#look(), lookEveryMs)
    this.#looking.unref()
  }

  /** @throws whatever keeps the first session from being opened */
  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options)
    try {
      link.#state = { phase: 'here', session: await link.#openSession() }
      return link
    } catch (error) {
      link.close()
      throw error
    }
  }

  get awayInMs(): number {
    return this.#state.phase === 'away' ? performance.now() - this.#state.since : 0
  }

  /** The present session, or the next one.
   *  @throws {LogAway} when there has been none for too long */
  session(): Promise<Session> {
    if (this.#state.phase === 'here') return Promise.resolve(this.#state.session)
    if (this.#state.phase === 'away') return this.#state.back.promise
    return Promise.reject(new LogClosed('the log is closed'))
  }

  /** Refuses now, for as long as the present outage lasts, whoever waits. */
  giveUp(): void {
    if (this.#state.phase === 'away') this.#state.back.reject(away(this.#state.error))
  }

  /** From now on nobody waits: the end is near. */
  hurry(): void {
    this.#patienceMs = 0
    this.giveUp()
  }

  close(): void {
    clearInterval(this.#looking)
    this.#closing.abort()
    this.giveUp()
    if (this.#state.phase === 'here') this.#state.session.end()
    if (this.#state.phase === 'away') clearTimeout(this.#state.patience)
    this.#state = { phase: 'closed' }
  }

  /** Its loss is told of only while it is the present one: one that is lost while it opens fails to open. */
  async #openSession(): Promise<Session> {
    let session: Session | undefined
    session = await this.#options.open(error => {
      if (this.#state.phase === 'here' && this.#state.session === session) this.#lose(error)
    })
    return session
  }

  #lose(error: Error): void {
    const back = Promise.withResolvers<Session>()
    // Perhaps nobody waits.
    back.promise.catch(() => {})
    const patience = setTimeout(() => this.giveUp(), this.#patienceMs)
    this.#state = { phase: 'away', since: performance.now(), error, back, patience }
    this.#options.onAway(error)
    void this.#comeBack(this.#state)
  }

  async #comeBack(outage: Extract<State, { phase: 'away' }>): Promise<void> {
    for (
      let pauseMs = firstPauseMs;
      this.#state === outage;
      pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    ) {
      try {
        const session = await this.#openSession()
        if (this.#state !== outage) return session.end()
        clearTimeout(outage.patience)
        this.#state = { phase: 'here', session }
        this.#options.onBack(performance.now() - outage.since)
        return outage.back.resolve(session)
      } catch (error) {
        if (error instanceof Error) outage.error = error
      }
      // Not all nodes at once.
      const jittered = pauseMs * (0.5 + Math.random() / 2)
      await pause(jittered, undefined, { signal: this.#closing.signal }).catch(() => {}) // closed meanwhile
    }
  }

  #look(): void {
    if (this.#state.phase !== 'here' || this.#state.session.quietForMs < quietMs) return
    // One that does not answer is lost by that, which is all that is asked.
    this.#state.session.ask({ text: 'SELECT' }, answerWithinMs).catch(() => {})
  }
}
