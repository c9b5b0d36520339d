interface Lane {
  bytesInside: number
  queue: { bytes: number; enter: () => void }[]
}

/**
 * Lets so many bytes through to each place at one time, and one that is larger alone; the others wait their turn. Redis gives up a
 * listener for whom 32 MB wait, and with it everything that the listener waits for: a few clients must not bring that about.
 */
export class Turnstile {
  readonly #maxBytes: number
  readonly #lanes = new Map<string, Lane>()

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Resolves with what is to be called, once, when they are through. */
  enter(place: string, bytes: number): Promise<() => void> {
    const lane = this.#lanes.get(place) ?? { bytesInside: 0, queue: [] }
    this.#lanes.set(place, lane)
    return new Promise(resolve => {
      const leave = () => {
        lane.bytesInside -= bytes
        this.#admit(place, lane)
      }
      lane.queue.push({ bytes, enter: () => resolve(leave) })
      this.#admit(place, lane)
    })
  }

  #admit(place: string, lane: Lane): void {
    for (let [next] = lane.queue; next !== undefined; [next] = lane.queue) {
      if (lane.bytesInside > 0 && lane.bytesInside + next.bytes > this.#maxBytes) return
      lane.queue.shift()
      lane.bytesInside += next.bytes
      next.enter()
    }
    if (lane.bytesInside === 0) this.#lanes.delete(place)
  }
}
