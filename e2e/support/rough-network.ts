import type { TcpProxy } from './tcp-proxy.ts'

/** A network that goes wrong every now and then: each line in its own way, and each heals after a while. */
export class RoughNetwork {
  readonly #lines: { proxy: TcpProxy; healsAt: number }[]
  readonly #random: () => number
  #tick = 0
  /** How often what has gone wrong. */
  readonly faults: Record<string, number> = {}

  constructor(proxies: readonly TcpProxy[], random: () => number) {
    this.#lines = proxies.map(proxy => ({ proxy, healsAt: Number.POSITIVE_INFINITY }))
    this.#random = random
  }

  /** One moment passes. `chance`: that something goes wrong in it. */
  tick(chance: number): void {
    this.#tick++
    for (const line of this.#lines) if (line.healsAt <= this.#tick) heal(line)
    if (this.#random() >= chance) return
    const line = this.#lines[Math.floor(this.#random() * this.#lines.length)]
    const [name, fault] = faults[Math.floor(this.#random() * faults.length)] ?? []
    if (line === undefined || name === undefined || fault === undefined) return
    fault(line.proxy)
    line.healsAt = this.#tick + 10 + Math.floor(this.#random() * 150)
    this.faults[name] = (this.faults[name] ?? 0) + 1
  }

  /** From now on all is well. */
  heal(): void {
    for (const line of this.#lines) heal(line)
  }
}

function heal(line: { proxy: TcpProxy; healsAt: number }): void {
  line.proxy.mode = 'pass'
  line.proxy.shape({})
  line.healsAt = Number.POSITIVE_INFINITY
}

const faults: readonly (readonly [name: string, fault: (proxy: TcpProxy) => void])[] = [
  ['cut', proxy => void proxy.cut()],
  [
    'gone',
    proxy => {
      proxy.mode = 'refuse'
      proxy.cut()
    },
  ],
  [
    'frozen',
    proxy => {
      proxy.mode = 'freeze'
    },
  ],
  [
    'cut while frozen',
    proxy => {
      proxy.mode = 'freeze'
      proxy.cut()
    },
  ],
  [
    'WebSocket swallowed',
    proxy => {
      proxy.mode = 'swallow-websocket'
      proxy.cut()
    },
  ],
  ['narrow', proxy => proxy.shape({ latencyInMs: 150, bytesPerSecond: 20_000 })],
]
