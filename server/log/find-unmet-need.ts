import type { Block, Need } from './read-update.ts'

export interface UnmetNeed extends Need {
  /** `missing`: in neither the log nor the update. `circular`: in the update, but each waits for the other. */
  because: 'missing' | 'circular'
}

/** Looks for a reference for which Yjs would keep the update pending for ever, given blocks that follow on `clocks`.
 *  Yjs integrates an update's clients in whatever order their references ask for; so does this, on clocks alone.
 *  Costs as many steps as there are blocks and needs: each step meets one need, or enters or leaves one block. */
export function findUnmetNeed(
  blocks: readonly Block[],
  clocks: ReadonlyMap<number, number>,
): UnmetNeed | undefined {
  const [only] = blocks
  if (only === undefined) return undefined
  if (blocks.length === 1) {
    const need = only.needs.find(each => each.clock >= (clocks.get(each.client) ?? 0))
    return need && { ...need, because: 'missing' }
  }
  const runs = new Map(blocks.map(block => [block.client, { block, met: 0, until: 0 }]))
  for (const run of runs.values()) {
    const unmet = integrate({ run, runs, clocks })
    if (unmet) return unmet
  }
  return undefined
}

/** A block on its way into the document. */
interface Run {
  block: Block
  /** So many of its needs are met. */
  met: number
  /** While it is being integrated: how far somebody needs it. Otherwise 0. */
  until: number
}

interface Integration {
  run: Run
  runs: ReadonlyMap<number, Run>
  clocks: ReadonlyMap<number, number>
}

/** Integrates all of `run`, and of others as much as it needs. */
function integrate({ run, runs, clocks }: Integration): UnmetNeed | undefined {
  run.until = run.block.end
  const stack = [run]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const need = top.block.needs[top.met]
    if (need === undefined || need.at >= top.until) {
      top.until = 0
      stack.pop()
      continue
    }
    const other = runs.get(need.client)
    if (need.clock < (clocks.get(need.client) ?? 0) || (other && need.clock < reached(other))) top.met++
    else if (other === undefined || need.clock >= other.block.end) return { ...need, because: 'missing' }
    else if (other.until > 0) return { ...need, because: 'circular' }
    else {
      other.until = need.clock + 1
      stack.push(other)
    }
  }
  return undefined
}

/** Everything of the block below this clock is integrated. */
function reached(run: Run): number {
  return run.block.needs[run.met]?.at ?? run.block.end
}
