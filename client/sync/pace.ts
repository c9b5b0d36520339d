import { isHidden } from './surroundings.ts'

/** Decides when the next batch of remote changes may be applied. */
export interface Pace {
  /** Runs `apply` when it is time: within this call when nothing has been going on. Once, even when called again before. */
  schedule(apply: () => void): void
  cancel(): void
}

/** Where nothing is drawn there is nothing to spare. */
export const atOnce: Pace = { schedule: apply => apply(), cancel: () => {} }

const frameInMs = 16
/** Applying takes no more than about a third of the time: the rest belongs to the person who types. */
const restPerCost = 2.5
/** Animation frames stop on a hidden page, and may do so between asking and getting one. */
const longestFrameInMs = 100

/** At once when idle; per animation frame when busy; more rarely when applying is slow: the last cost decides. */
export function framePace(): Pace {
  let notBefore = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame: number | undefined

  const cancel = () => {
    clearTimeout(timer)
    if (frame !== undefined) cancelAnimationFrame(frame)
    timer = undefined
    frame = undefined
  }
  const run = (apply: () => void) => {
    cancel()
    const startedAt = performance.now()
    apply()
    const endedAt = performance.now()
    notBefore = endedAt + Math.max(frameInMs, restPerCost * (endedAt - startedAt))
  }
  return {
    schedule: apply => {
      if (timer !== undefined) return
      const wait = notBefore - performance.now()
      if (wait <= 0) return run(apply)
      const nextFrame = wait <= frameInMs && !isHidden()
      timer = setTimeout(() => run(apply), nextFrame ? longestFrameInMs : wait)
      if (nextFrame) frame = requestAnimationFrame(() => run(apply))
    },
    cancel,
  }
}
