import { type Profile, protocolVersion, type Refusal } from '../../protocol/index.ts'
import { backoffInMs } from './backoff.ts'
import { type DialOutcome, dial } from './dial.ts'
import { Downtime } from './downtime.ts'
import { Link, type LinkEnd } from './link.ts'
import type { TransportName } from './status.ts'
import { isOnline, watchSurroundings } from './surroundings.ts'

export interface ConnectionUser {
  /** A link has opened: documents can be opened on it. */
  linked(link: Link): void
  /** What the connection tells about itself (`refusal`, `unreachable`) may have changed. */
  changed(): void
}

type State =
  /** Nobody uses it. */
  | { state: 'idle' }
  | { state: 'connecting'; since: number; callOff: () => void }
  | { state: 'open'; link: Link }
  /** `refusal`: what the server said the last time. */
  | { state: 'waiting'; retry: ReturnType<typeof setTimeout>; retryInMs: number; refusal?: Refusal }
  /** The server said no, and asking again cannot help. */
  | { state: 'refused'; refusal: Refusal }

const websocketHeadStartInMs = 1_500
/** So long after long-polling won, WebSocket gets no head start again: it would make every reconnect wait. */
const pollingMemoryInMs = 5 * 60_000
/** A link that lasted so long was a success, and what ends it is a first failure. */
const stableInMs = 1_000
const hangsAfterInMs = 2_000
const patienceInMs = 4_000
const longestPatienceInMs = 32_000

/** The way to one server: opens a link, and another one whenever it ends, for as long as somebody uses it. */
export class Connection {
  readonly #base: URL
  readonly #transports: readonly TransportName[]
  readonly #users = new Set<ConnectionUser>()
  #profile: Profile
  #state: State = { state: 'idle' }
  #failures = 0
  #pollingWonAt = Number.NEGATIVE_INFINITY
  #patienceInMs = patienceInMs
  readonly #downtime = new Downtime(() => this.#changed())
  #wasOffline = false
  #unwatch = () => {}

  constructor({
    base,
    transports,
    profile,
  }: { base: URL; transports: readonly TransportName[]; profile: Profile }) {
    this.#base = base
    this.#transports = transports
    this.#profile = profile
  }

  get link(): Link | undefined {
    return this.#state.state === 'open' ? this.#state.link : undefined
  }

  /** Why there is no link, where the server itself said so. */
  get refusal(): Refusal | undefined {
    if (this.#state.state === 'refused') return this.#state.refusal
    if (this.#state.state !== 'waiting' || this.#state.refusal === undefined) return undefined
    return { ...this.#state.refusal, retryInMs: this.#state.retryInMs }
  }

  /** There has been no link for longer than a short cut. */
  get unreachable(): boolean {
    return this.#downtime.isLong
  }

  get profile(): Profile {
    return this.#profile
  }

  setProfile(profile: Profile): void {
    this.#profile = profile
    this.link?.profile(profile)
  }

  /** Connects for as long as somebody uses it. Returns the undo. */
  use(user: ConnectionUser): () => void {
    this.#users.add(user)
    if (this.#state.state === 'idle') this.#begin()
    // Somebody asks for it just now: reason enough to try again.
    else if (this.#state.state === 'refused') this.#dial()
    else if (this.#state.state === 'waiting') this.#tryNow()
    return () => {
      this.#users.delete(user)
      // A page that goes from one document to another takes its connection along.
      setTimeout(() => this.#users.size === 0 && this.#stop(), 0)
    }
  }

  #begin(): void {
    this.#unwatch = watchSurroundings({
      back: () => this.#back(),
      offline: () => this.#offline(),
    })
    this.#wasOffline = !isOnline()
    this.#downtime.begin()
    this.#dial()
  }

  #stop(): void {
    const state = this.#state
    if (state.state === 'idle') return
    this.#state = { state: 'idle' }
    this.#unwatch()
    this.#downtime.end()
    this.#failures = 0
    if (state.state === 'connecting') state.callOff()
    if (state.state === 'waiting') clearTimeout(state.retry)
    if (state.state === 'open') state.link.end('left')
  }

  #offline(): void {
    this.#wasOffline = true
    // Engine.IO would notice in half a minute.
    this.link?.end('lost')
    this.#changed()
  }

  #back(): void {
    if (this.#wasOffline && this.link === undefined) {
      // Without a network nobody could say whether the server is there.
      this.#downtime.end()
      this.#downtime.begin()
    }
    this.#wasOffline = !isOnline()
    this.#tryNow()
    this.#changed()
  }

  #tryNow(): void {
    const state = this.#state
    if (state.state === 'open') state.link.probe()
    if (state.state === 'waiting') {
      clearTimeout(state.retry)
      this.#dial()
    }
    // An attempt that hangs may hang on a network that is not there any more.
    if (state.state === 'connecting' && performance.now() - state.since > hangsAfterInMs) {
      state.callOff()
      this.#dial()
    }
  }

  #dial(): void {
    const pollingWon = performance.now() - this.#pollingWonAt < pollingMemoryInMs
    const callOff = dial(
      {
        base: this.#base,
        transports: this.#transports,
        handshake: { version: protocolVersion, profile: this.#profile },
        headStartInMs: pollingWon ? 0 : websocketHeadStartInMs,
      },
      outcome => this.#dialled(outcome),
    )
    this.#become({ state: 'connecting', since: performance.now(), callOff })
  }

  #dialled(outcome: DialOutcome): void {
    if (!outcome.ok) {
      this.#failed(outcome.refusal)
      return
    }
    const { socket, transport } = outcome
    if (transport === 'polling' && this.#transports.includes('websocket'))
      this.#pollingWonAt = performance.now()
    // The listeners of the attempt have done their work.
    socket.off()
    const link: Link = new Link({
      socket,
      transport,
      patienceInMs: this.#patienceInMs,
      onEnd: end => this.#linkEnded(link, end),
    })
    this.#downtime.end()
    this.#become({ state: 'open', link })
    for (const user of [...this.#users]) user.linked(link)
  }

  #linkEnded(link: Link, end: LinkEnd): void {
    // A line too slow for our patience must not be cut again and again before anything has come through.
    this.#patienceInMs =
      end === 'silent' ? Math.min(longestPatienceInMs, this.#patienceInMs * 2) : patienceInMs
    if (this.link !== link) return
    if (performance.now() - link.openedAt >= stableInMs && end !== 'protocol-error') this.#failures = 0
    this.#downtime.begin()
    this.#failed()
  }

  #failed(refusal?: Refusal): void {
    if (refusal?.reason === 'client-too-old') {
      this.#become({ state: 'refused', refusal })
      return
    }
    this.#failures++
    // A device that says it is offline is believed, but for one attempt: it will say when it is not.
    const failures = this.#failures > 1 && !isOnline() ? Number.POSITIVE_INFINITY : this.#failures
    const retryInMs = Math.round(Math.max(backoffInMs(failures), refusal?.retryInMs ?? 0))
    const retry = setTimeout(() => this.#dial(), retryInMs)
    this.#become({ state: 'waiting', retry, retryInMs, ...(refusal && { refusal }) })
  }

  #become(state: State): void {
    this.#state = state
    this.#changed()
  }

  #changed(): void {
    for (const user of [...this.#users]) user.changed()
  }
}
