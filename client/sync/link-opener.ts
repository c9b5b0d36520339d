import { oldestServedVersion, type Profile, protocolVersion, type Refusal } from '../../protocol/index.ts'
import { deviceSecret } from './device-secret.ts'
import { type DialOptions, type DialOutcome, dial } from './dial.ts'
import { Link, type LinkEnd, type LinkOptions } from './link.ts'
import { type GivenHeaders, headersFrom, type RequestHeaders } from './request-headers.ts'
import type { TransportName } from './status.ts'

export interface LinkOpenerOptions {
  /** Where the server's paths begin. */
  base: URL
  transports: readonly TransportName[]
  profile: Profile
  /** What goes along with every request; in Node alone. */
  headers?: GivenHeaders | undefined
  ended: (link: Link, end: LinkEnd) => void
  /** The server wants another link in place of this one. */
  told: (link: Link, withinMs: number) => void
  /** How the server is reached: by Socket.IO, unless said otherwise. */
  dial?: typeof dial | undefined
}

/** `refusal`: the server answered, and said no. */
export type Opening = { ok: true; link: Link } | { ok: false; refusal?: Refusal }

const websocketHeadStartInMs = 1_500
/** So long after long-polling won, WebSocket gets no head start again: it would make every reconnect wait. */
const pollingMemoryInMs = 5 * 60_000
const patienceInMs = 4_000
const longestPatienceInMs = 32_000

/** Opens links to one server, and remembers what earlier ones have taught about the way there. */
export class LinkOpener {
  /** How one appears: told with every link that opens. */
  profile: Profile
  readonly #options: LinkOpenerOptions
  #pollingWonAt = Number.NEGATIVE_INFINITY
  #patienceInMs = patienceInMs

  constructor(options: LinkOpenerOptions) {
    this.#options = options
    this.profile = options.profile
  }

  /** One attempt. `settle` is called once, later. Returns what calls the attempt off. */
  open(
    settle: (opening: Opening) => void,
    transports: readonly TransportName[] = this.#options.transports,
  ): () => void {
    let callOff = () => {}
    const attempt = (version: number) => {
      callOff = this.#dial(version, transports, opening => {
        const isTooNew = !opening.ok && opening.refusal?.reason === 'server-too-old'
        // While nodes are replaced, this one may not speak our version yet.
        if (isTooNew && version > oldestServedVersion) attempt(version - 1)
        else settle(opening)
      })
    }
    attempt(protocolVersion)
    return () => callOff()
  }

  #dial(
    version: number,
    transports: readonly TransportName[],
    settle: (opening: Opening) => void,
  ): () => void {
    const { base, headers: given } = this.#options
    const pollingWon = performance.now() - this.#pollingWonAt < pollingMemoryInMs
    const profile = this.profile
    const handshake = { version, profile, device: deviceSecret() }
    const headStartInMs = pollingWon ? 0 : websocketHeadStartInMs
    const asked = { base, transports, handshake, headStartInMs }
    return this.#reach(asked, headersFrom(given), outcome => {
      if (!outcome.ok) return settle(outcome)
      const link = this.#linkOn({ ...outcome, version })
      if (this.profile !== profile) link.profile(this.profile)
      settle({ ok: true, link })
    })
  }

  /** With what may have to be waited for; without it, the attempt has failed. */
  #reach(
    asked: Omit<DialOptions, 'headers'>,
    headers: RequestHeaders | Promise<RequestHeaders>,
    settle: (outcome: DialOutcome) => void,
  ): () => void {
    const { dial: reach = dial } = this.#options
    if (!(headers instanceof Promise)) return reach({ ...asked, headers }, settle)
    let callOff = () => {}
    let isOff = false
    headers.then(
      headers => {
        if (!isOff) callOff = reach({ ...asked, headers }, settle)
      },
      () => !isOff && settle({ ok: false }),
    )
    return () => {
      isOff = true
      callOff()
    }
  }

  #linkOn({ socket, transport, version }: Pick<LinkOptions, 'socket' | 'transport' | 'version'>): Link {
    const { ended, told } = this.#options
    this.#learn(transport)
    // The listeners of the attempt have done their work.
    socket.off()
    const link: Link = new Link({
      socket,
      transport,
      version,
      patienceInMs: this.#patienceInMs,
      onEnd: end => {
        // A line too slow for our patience must not be cut again and again before anything has come through.
        this.#patienceInMs =
          end === 'silent' ? Math.min(longestPatienceInMs, this.#patienceInMs * 2) : patienceInMs
        ended(link, end)
      },
      onHandOver: withinMs => told(link, withinMs),
    })
    return link
  }

  #learn(transport: TransportName): void {
    if (transport === 'websocket') this.#pollingWonAt = Number.NEGATIVE_INFINITY
    else if (this.#options.transports.includes('websocket')) this.#pollingWonAt = performance.now()
  }
}
