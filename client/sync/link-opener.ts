import { type Profile, protocolVersion, type Refusal } from '../../protocol/index.ts'
import { dial } from './dial.ts'
import { Link, type LinkEnd } from './link.ts'
import type { TransportName } from './status.ts'

export interface LinkOpenerOptions {
  /** Where the server's paths begin. */
  base: URL
  transports: readonly TransportName[]
  profile: Profile
  ended: (link: Link, end: LinkEnd) => void
  /** The server wants another link in place of this one. */
  told: (link: Link, withinMs: number) => void
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
    const { base, ended, told } = this.#options
    const pollingWon = performance.now() - this.#pollingWonAt < pollingMemoryInMs
    const profile = this.profile
    return dial(
      {
        base,
        transports,
        handshake: { version: protocolVersion, profile },
        headStartInMs: pollingWon ? 0 : websocketHeadStartInMs,
      },
      outcome => {
        if (!outcome.ok) return settle(outcome)
        const { socket, transport } = outcome
        this.#learn(transport)
        // The listeners of the attempt have done their work.
        socket.off()
        const link: Link = new Link({
          socket,
          transport,
          patienceInMs: this.#patienceInMs,
          onEnd: end => {
            // A line too slow for our patience must not be cut again and again before anything has come through.
            this.#patienceInMs =
              end === 'silent' ? Math.min(longestPatienceInMs, this.#patienceInMs * 2) : patienceInMs
            ended(link, end)
          },
          onHandOver: withinMs => told(link, withinMs),
        })
        if (this.profile !== profile) link.profile(this.profile)
        settle({ ok: true, link })
      },
    )
  }

  #learn(transport: TransportName): void {
    if (transport === 'websocket') this.#pollingWonAt = Number.NEGATIVE_INFINITY
    else if (this.#options.transports.includes('websocket')) this.#pollingWonAt = performance.now()
  }
}
