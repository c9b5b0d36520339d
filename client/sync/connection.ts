import type { Profile, Refusal } from '../../protocol/index.ts'
import { backoffInMs } from './backoff.ts'
import type { dial } from './dial.ts'
import { Downtime } from './downtime.ts'
import { HandOver, type Passage } from './hand-over.ts'
import type { Link, LinkEnd } from './link.ts'
import { LinkOpener, type Opening } from './link-opener.ts'
import type { GivenHeaders } from './request-headers.ts'
import type { TransportName } from './status.ts'
import { isOnline, watchSurroundings } from './surroundings.ts'
import { UpgradeDelay } from './upgrade-delay.ts'

export interface ConnectionUser {
  /** A link has opened: documents can be opened on it. */
  linked(link: Link): void
  /** Goes over to another link, while the one that it uses is still there. Called again whenever it may have gone further. */
  goOver(link: Link): Passage
  /** What the connection tells about itself (`refusal`, `unreachable`) may have changed. */
  changed(): void
}

export interface ConnectionOptions {
  base: URL
  transports: readonly TransportName[]
  profile: Profile
  /** While only long-polling passes, WebSocket is tried again after so long, and then ever more rarely. */
  retryWebSocketInMs?: number | undefined
  /** What goes along with every request; in Node alone. */
  headers?: GivenHeaders | undefined
  /** How the server is reached: by Socket.IO, unless said otherwise. */
  dial?: typeof dial
}

type State =
  /** Nobody uses it. */
  | { state: 'idle' }
  | { state: 'connecting'; since: number; callOff: () => void }
  | { state: 'open'; link: Link; handOver: HandOver }
  /** `refusal`: what the server said the last time. */
  | { state: 'waiting'; retry: ReturnType<typeof setTimeout>; retryInMs: number; refusal?: Refusal }
  /** The server said no, and asking again cannot help. */
  | { state: 'refused'; refusal: Refusal }

/** A link that lasted so long was a success, and what ends it is a first failure. */
const stableInMs = 1_000
const hangsAfterInMs = 2_000
/** A network that has just come needs a moment. */
const networkSettlesInMs = 1_000

/** The way to one server: opens a link, and another one whenever it ends or will end, for as long as somebody uses it. */
export class Connection {
  readonly #opener: LinkOpener
  readonly #transports: readonly TransportName[]
  readonly #upgradeDelay: UpgradeDelay
  readonly #users = new Set<ConnectionUser>()
  #state: State = { state: 'idle' }
  #failures = 0
  readonly #downtime = new Downtime(() => this.#changed())
  #wasOffline = false
  #unwatch = () => {}

  constructor({ base, transports, profile, retryWebSocketInMs, headers, dial }: ConnectionOptions) {
    this.#transports = transports
    this.#upgradeDelay = new UpgradeDelay(retryWebSocketInMs)
    this.#opener = new LinkOpener({
      base,
      transports,
      profile,
      headers,
      dial,
      ended: (link, end) => this.#linkEnded(link, end),
      told: (link, withinMs) => this.#told(link, withinMs),
    })
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
    return this.#opener.profile
  }

  setProfile(profile: Profile): void {
    this.#opener.profile = profile
    this.link?.profile(profile)
    this.#handOver?.link?.profile(profile)
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
      this.look()
      // A page that goes from one document to another takes its connection along.
      setTimeout(() => this.#users.size === 0 && this.#stop(), 0)
    }
  }

  /** A user may have gone further on its way to another link. */
  look(): void {
    this.#handOver?.look()
  }

  get #handOver(): HandOver | undefined {
    return this.#state.state === 'open' ? this.#state.handOver : undefined
  }

  #begin(): void {
    this.#unwatch = watchSurroundings({
      back: () => this.#back(),
      networkChanged: () => this.#networkChanged(),
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
    if (state.state !== 'open') return
    state.handOver.stop()?.end('left')
    state.link.end('left')
  }

  #offline(): void {
    this.#wasOffline = true
    // Engine.IO would notice in half a minute.
    this.#handOver?.stop()?.end('lost')
    this.link?.end('lost')
    this.#changed()
  }

  #networkChanged(): void {
    this.#upgradeDelay.forget()
    this.#handOver?.tryUpgrade(networkSettlesInMs)
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
    const callOff = this.#opener.open(opening => this.#dialled(opening))
    this.#become({ state: 'connecting', since: performance.now(), callOff })
  }

  #dialled(opening: Opening): void {
    if (opening.ok) this.#goOn(opening.link)
    else this.#failed(opening.refusal)
  }

  /** From now on this is the link. */
  #goOn(link: Link): void {
    if (link.transport === 'websocket') this.#upgradeDelay.forget()
    this.#downtime.end()
    this.#become({ state: 'open', link, handOver: this.#watchOver(link) })
    for (const user of [...this.#users]) user.linked(link)
  }

  #watchOver(link: Link): HandOver {
    const canUpgrade = link.transport === 'polling' && this.#transports.includes('websocket')
    return new HandOver({
      open: (settle, transports) => this.#opener.open(settle, transports),
      goOver: next => this.#goOver(next),
      done: next => {
        this.#goOn(next)
        link.end('left')
      },
      failed: () => {
        for (const user of [...this.#users]) user.linked(link)
      },
      ...(canUpgrade && { upgradeInMs: () => this.#upgradeDelay.next() }),
    })
  }

  #goOver(link: Link): Passage {
    const passages = new Set([...this.#users].map(user => user.goOver(link)))
    if (passages.has('failed')) return 'failed'
    return passages.has('under way') ? 'under way' : 'done'
  }

  #told(link: Link, withinMs: number): void {
    if (link === this.link) this.#handOver?.within(withinMs)
    // There is no use in going where one cannot stay.
    else this.#handOver?.lost(link)
  }

  #linkEnded(link: Link, end: LinkEnd): void {
    if (this.link !== link) {
      this.#handOver?.lost(link)
      return
    }
    const next = this.#handOver?.stop()
    if (next !== undefined) {
      this.#goOn(next)
      return
    }
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
