import type { Block, Need } from './read-update.ts'

export interface UnmetNeed extends Need {
  /** `missing`: in neither the log nor the update. `circular`: in the update, but each waits for the other. */
  because: 'missing' | 'circular'
}

type Clocks = ReadonlyMap<number, number>

/** Looks for a reference for which Yjs would keep the update pending for ever, given blocks that follow on `clocks`. */
export function findUnmetNeed(blocks: readonly Block[], clocks: Clocks): UnmetNeed | undefined {
  const first = blocks.findIndex(block => block.needs.some(need => !isKnown(need, clocks)))
  return first < 0 ? undefined : new Integration(blocks, clocks).run()
}

function isKnown({ client, clock }: Need, clocks: Clocks): boolean {
  return clock < (clocks.get(client) ?? 0)
}

/** Yjs integrates an update's blocks in whatever order their references ask for; so does this, on clocks alone. It takes
 *  as many steps as there are blocks and needs: each step meets one need, or enters or leaves a block to meet one. */
class Integration {
  readonly #blocks: readonly Block[]
  readonly #clocks: Clocks
  /** By block: so many of its needs are met. */
  readonly #met: Uint32Array
  /** By block: up to where somebody waits for it to be integrated; 0 when nobody does. */
  readonly #until: Float64Array
  readonly #stack: number[] = []

  constructor(blocks: readonly Block[], clocks: Clocks) {
    this.#blocks = blocks
    this.#clocks = clocks
    this.#met = new Uint32Array(blocks.length)
    this.#until = new Float64Array(blocks.length)
  }

  run(): UnmetNeed | undefined {
    for (const [i, block] of this.#blocks.entries()) {
      this.#enter(i, block.end)
      for (let top = i; ; top = this.#stack.at(-1) ?? -1) {
        if (top < 0) break
        const unmet = this.#step(top)
        if (unmet) return unmet
      }
    }
    return undefined
  }

  #enter(i: number, until: number): void {
    this.#until[i] = until
    this.#stack.push(i)
  }

  #step(top: number): UnmetNeed | undefined {
    const need = this.#next(top)
    if (need === undefined || need.at >= (this.#until[top] ?? 0)) {
      this.#until[top] = 0
      this.#stack.pop()
      return undefined
    }
    const i = this.#find(need.client)
    const block = this.#blocks[i]
    if (isKnown(need, this.#clocks) || (block && need.clock < (this.#next(i)?.at ?? block.end))) {
      this.#met[top] = (this.#met[top] ?? 0) + 1
      return undefined
    }
    if (block === undefined || need.clock >= block.end) return { ...need, because: 'missing' }
    if (this.#until[i]) return { ...need, because: 'circular' }
    this.#enter(i, need.clock + 1)
    return undefined
  }

  /** What block `i` waits for: all of the block below it is integrated. */
  #next(i: number): Need | undefined {
    return this.#blocks[i]?.needs[this.#met[i] ?? 0]
  }

  /** Where the client's block is; blocks come highest client first. */
  #find(client: number): number {
    let low = 0
    let high = this.#blocks.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = this.#blocks[middle]?.client ?? 0
      if (found === client) return middle
      if (found > client) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
}
