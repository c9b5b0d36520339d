import type { Block, Place } from './read-update.ts'
import { maxDeepRuns, shallowDepth } from './update-limits.ts'

/** Structs of one client from `start` up to, but without, `end`: so many types are around each, its root included. */
export interface DeepRun {
  client: number
  start: number
  end: number
  depth: number
}

/** How deeply a document's structs are nested. Keeps only what is deeper than `floor`, and takes all else to be as deep as
 *  that: never less than the truth, at most `floor` more, and next to nothing to keep of a document that people write. The
 *  floor rises where too much is deeper. */
export class Nesting {
  /** By client, in the order of clocks, without overlaps. */
  #runs = new Map<number, DeepRun[]>()
  #count = 0
  #floor: number

  constructor(runs: Iterable<DeepRun> = [], floor = shallowDepth) {
    this.#floor = floor
    for (const run of runs) this.add(run)
  }

  get floor(): number {
    return this.#floor
  }

  *[Symbol.iterator](): Generator<DeepRun> {
    for (const runs of this.#runs.values()) yield* runs
  }

  add(run: DeepRun): void {
    if (run.depth <= this.#floor) return
    let runs = this.#runs.get(run.client)
    if (runs === undefined) {
      runs = []
      this.#runs.set(run.client, runs)
    }
    const before = runs.length
    const last = runs.at(-1)
    if (last !== undefined && last.end === run.start && last.depth === run.depth) last.end = run.end
    else if (last === undefined || last.end <= run.start) runs.push({ ...run })
    else insert(runs, run)
    this.#count += runs.length - before
    if (this.#count > maxDeepRuns) this.#rise()
  }

  #rise(): void {
    const runs = [...this]
    while (runs.filter(({ depth }) => depth > this.#floor).length > maxDeepRuns / 2) this.#floor++
    this.#runs = new Map()
    this.#count = 0
    for (const run of runs) this.add(run)
  }

  depthAt(client: number, clock: number): number {
    const runs = this.#runs.get(client)
    if (runs === undefined) return this.#floor
    const run = runs[lastIndexAt(runs, clock, run => run.start)]
    return run !== undefined && clock < run.end ? run.depth : this.#floor
  }

  /** What an update brings that is deeper than the floor. */
  measure(blocks: readonly Block[]): DeepRun[] {
    const placement = new Placement(blocks, this)
    const deep: DeepRun[] = []
    for (const [b, { client, start, end, places }] of blocks.entries()) {
      for (const [p, { at }] of places.entries()) {
        const depth = placement.depthOf(b, p)
        if (depth <= this.#floor) continue
        deep.push({ client, start: Math.max(at, start), end: places[p + 1]?.at ?? end, depth })
      }
    }
    return deep
  }
}

/** Where an update's structs are, which may refer to each other in any order. */
class Placement {
  readonly #blocks: readonly Block[]
  readonly #nesting: Nesting
  /** By block and place: 0 is not known yet, -1 is being looked for. */
  readonly #depths: number[][]
  readonly #stack: (readonly [block: number, place: number])[] = []

  constructor(blocks: readonly Block[], nesting: Nesting) {
    this.#blocks = blocks
    this.#nesting = nesting
    this.#depths = blocks.map(() => [])
  }

  /** Without recursion: a chain of references may be as long as the update. */
  depthOf(block: number, place: number): number {
    this.#stack.push([block, place])
    for (let top = this.#stack.at(-1); top !== undefined; top = this.#stack.at(-1)) {
      if (this.#step(...top)) this.#stack.pop()
    }
    return this.#depths[block]?.[place] ?? this.#nesting.floor
  }

  /** False when another place must be known first: it lies on the stack. */
  #step(block: number, place: number): boolean {
    const depths = this.#depths[block]
    const found = this.#blocks[block]?.places[place]
    if (depths === undefined || found === undefined || (depths[place] ?? 0) > 0) return true
    depths[place] = -1
    const beside = this.#depthBeside(found)
    if (beside === undefined) return false
    depths[place] = beside + (found.isChild ? 1 : 0)
    return true
  }

  #depthBeside({ client, clock }: Place): number | undefined {
    if (client < 0) return 0
    const b = indexOfClient(this.#blocks, client)
    const block = this.#blocks[b]
    if (block === undefined || clock < block.start) return this.#nesting.depthAt(client, clock)
    const p = lastIndexAt(block.places, clock, place => place.at)
    if (p < 0) return this.#nesting.floor
    const depth = this.#depths[b]?.[p] ?? 0
    if (depth > 0) return depth
    // Waits for itself: this cannot be integrated, and is none of ours to refuse.
    if (depth < 0) return this.#nesting.floor
    this.#stack.push([b, p])
    return undefined
  }
}

/** Fills the gaps between what is known: other nodes' updates may come to be known in another order than they were
 *  committed in. */
function insert(runs: DeepRun[], run: DeepRun): void {
  let before = lastIndexAt(runs, run.start, known => known.start)
  for (let start = run.start; start < run.end; ) {
    start = Math.max(start, runs[before]?.end ?? 0)
    const end = Math.min(run.end, runs[before + 1]?.start ?? run.end)
    if (start < end) runs.splice(++before, 0, { ...run, start, end })
    else before++
    start = end
  }
}

/** The last whose clock is `clock` or below, or -1. */
function lastIndexAt<T>(sorted: readonly T[], clock: number, clockOf: (each: T) => number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const each = sorted[middle]
    if (each !== undefined && clockOf(each) <= clock) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Blocks come highest client first. */
function indexOfClient(blocks: readonly Block[], client: number): number {
  let low = 0
  let high = blocks.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = blocks[middle]?.client ?? 0
    if (found === client) return middle
    if (found > client) low = middle + 1
    else high = middle - 1
  }
  return -1
}
