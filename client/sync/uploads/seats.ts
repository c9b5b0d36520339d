/** So many may be at it at once; the others stand in line in the order in which they came. */
export class Seats {
  #free: number
  readonly #line = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  get isFull(): boolean {
    return this.#free === 0
  }

  /** Returns its own undo. Whoever's signal ends it has left the line. */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free--
    else await this.#standInLine(signal)
    let hasLeft = false
    return () => {
      if (hasLeft) return
      hasLeft = true
      const [next] = this.#line
      if (next === undefined) this.#free++
      else next()
    }
  }

  #standInLine(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const end = () => {
      this.#line.delete(sit)
      signal.removeEventListener('abort', leave)
    }
    const sit = () => {
      end()
      resolve()
    }
    const leave = () => {
      end()
      reject(signal.reason)
    }
    this.#line.add(sit)
    signal.addEventListener('abort', leave)
    return promise
  }
}
