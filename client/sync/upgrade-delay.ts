const longestInMs = 10 * 60_000
const defaultFirstInMs = 30_000

/** How long until WebSocket is tried again where only long-polling passes: ever more rarely. */
export class UpgradeDelay {
  readonly #firstInMs: number
  #nextInMs: number

  constructor(firstInMs = defaultFirstInMs) {
    this.#firstInMs = firstInMs
    this.#nextInMs = firstInMs
  }

  /** Randomised by a quarter to either side, so that a house full of clients does not try in the same moment. */
  next(random: () => number = Math.random): number {
    const inMs = this.#nextInMs
    this.#nextInMs = Math.min(longestInMs, inMs * 2)
    return inMs * (0.75 + random() / 2)
  }

  /** It passed, or the network is another one: what was learnt says nothing any more. */
  forget(): void {
    this.#nextInMs = this.#firstInMs
  }
}
