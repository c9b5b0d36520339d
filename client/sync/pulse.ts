/** Somebody waits for an answer. */
export interface Waiting {
  /** By `performance.now()`. */
  since: number
  /** What lies before the question on a narrow line. */
  bytes: number
}

export interface PulseOptions {
  /** Asks the other side for a sign of life. */
  ask: () => void
  waiting: () => Waiting | undefined
  /** How long a sign of life may take. */
  patienceInMs: number
  /** The other side is silent. */
  silent: () => void
}

type Timer = ReturnType<typeof setTimeout>

/** Unanswered for this long, the other side is asked whether it is there at all. */
const suspiciousInMs = 4_000
/** A timer that fires later than this after its time fired in a machine that slept, or on a page that was busy. */
const lateTimerInMs = 1_000

/** A question waits behind what is being sent, at 128 kbit/s at worst. */
const narrowBytesPerMs = 16
const longestUploadInMs = 30_000

/** Notices that the other side is gone: Engine.IO would in about 35 s, too late for a status that tells the truth. */
export class Pulse {
  readonly #options: PulseOptions
  #heardAt = 0
  #suspicion: Timer | undefined
  #probe: Timer | undefined
  #stopped = false

  constructor(options: PulseOptions) {
    this.#options = options
  }

  /** Something came from the other side. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  /** Somebody waits for an answer from now on: sees to it that this does not last for ever. */
  awaitAnswer(): void {
    if (!this.#stopped) this.#suspicion ??= setTimeout(() => this.#suspect(), suspiciousInMs)
  }

  /** Asks now. */
  probe(): void {
    if (this.#probe !== undefined || this.#stopped) return
    const { ask, waiting, patienceInMs } = this.#options
    const uploadInMs = Math.min(longestUploadInMs, (waiting()?.bytes ?? 0) / narrowBytesPerMs)
    const askedAt = performance.now()
    ask()
    const wait = patienceInMs + uploadInMs
    this.#probe = setTimeout(() => this.#judge(askedAt, wait), wait)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#suspicion)
    clearTimeout(this.#probe)
  }

  #suspect(): void {
    this.#suspicion = undefined
    const waiting = this.#options.waiting()
    if (waiting === undefined) return
    const left = waiting.since + suspiciousInMs - performance.now()
    if (left <= 0) this.probe()
    this.#suspicion = setTimeout(() => this.#suspect(), left > 0 ? left : suspiciousInMs)
  }

  #judge(askedAt: number, wait: number): void {
    this.#probe = undefined
    if (this.#heardAt >= askedAt) return
    // It slept, and the answer may lie unread behind this timer.
    if (performance.now() - askedAt > wait + lateTimerInMs) this.probe()
    else this.#options.silent()
  }
}
