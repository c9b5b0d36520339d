/** How many of something are open, for each of whom they belong to. */
export class OpenCounts {
  readonly #counts = new Map<string, number>()

  of(whom: string): number {
    return this.#counts.get(whom) ?? 0
  }

  /** One more. Returns what is to be called at its end. */
  open(whom: string): () => void {
    this.#counts.set(whom, this.of(whom) + 1)
    return () => {
      const left = this.of(whom) - 1
      if (left > 0) this.#counts.set(whom, left)
      else this.#counts.delete(whom)
    }
  }
}
