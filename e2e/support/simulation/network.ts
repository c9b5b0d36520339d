import type { DialOptions, DialOutcome } from '../../../client/sync/dial.ts'
import { refuse } from '../../../protocol/index.ts'
import type { TestNode } from '../../../server/sync/testing/stage.ts'
import { Line } from './line.ts'

interface NetworkOptions {
  random: () => number
  /** Those that are up. */
  nodes: () => readonly TestNode[]
}

/** Everything between tabs and nodes. */
export class Network {
  readonly #options: NetworkOptions
  readonly #lines = new Set<Line>()
  readonly #withoutWebSocket = new Set<string>()
  isRough = true

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  /** Those that are there, as far as anybody knows. */
  get lines(): Line[] {
    for (const line of this.#lines) if (line.isOver) this.#lines.delete(line)
    return [...this.#lines]
  }

  linesOf(tab: string): Line[] {
    return this.lines.filter(line => line.tab === tab)
  }

  /** Where this tab is, WebSocket does not pass, or passes again. */
  toggleWebSocket(tab: string): void {
    if (!this.#withoutWebSocket.delete(tab)) this.#withoutWebSocket.add(tab)
  }

  cut(line: Line): void {
    const { random } = this.#options
    // Often at once; or when somebody has missed the other's beat.
    const soonOrLate = () => (random() < 0.7 ? random() * 50 : random() * 35_000)
    line.cut({ byTabInMs: soonOrLate(), byNodeInMs: soonOrLate() })
  }

  crashed(node: TestNode): void {
    for (const line of this.#lines) if (line.node === node) this.cut(line)
  }

  readonly dialFor =
    (tab: string) =>
    ({ transports }: DialOptions, settle: (outcome: DialOutcome) => void): (() => void) => {
      let line: Line | undefined
      let timer = setTimeout(() => {
        line = this.#connect(tab)
        const transport = this.#withoutWebSocket.has(tab) ? 'polling' : 'websocket'
        const { random } = this.#options
        const reached = line
        const outcome = (): DialOutcome => {
          if (this.isRough && random() < 0.03)
            return { ok: false, refusal: refuse('busy', { retryInMs: 50 }) }
          if (reached === undefined || reached.isOver || !transports.includes(transport)) return { ok: false }
          return { ok: true, socket: reached.socket, transport }
        }
        timer = setTimeout(() => {
          const how = outcome()
          if (!how.ok) reached?.socket.disconnect()
          settle(how)
        }, this.#latency())
      }, this.#latency())
      return () => {
        clearTimeout(timer)
        line?.socket.disconnect()
      }
    }

  #connect(tab: string): Line | undefined {
    const { random, nodes } = this.#options
    const node = nodes()[Math.floor(random() * nodes().length)]
    if (node === undefined) return undefined
    const latencyInMs = () => this.#latency()
    const line = new Line({ tab, node, random, latencyInMs, isRough: () => this.isRough })
    this.#lines.add(line)
    return line
  }

  #latency(): number {
    const { random } = this.#options
    return this.isRough && random() < 0.05 ? random() * 500 : random() * 20
  }
}
