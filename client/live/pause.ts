/** Waits that can be cut short. */
export class Pause {
  readonly #endings = new Set<() => void>()

  /** Resolves after so long, or when it is cut short. */
  for(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const end = () => {
      clearTimeout(timer)
      this.#endings.delete(end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    this.#endings.add(end)
    return promise
  }

  cut(): void {
    for (const end of [...this.#endings]) end()
  }
}
