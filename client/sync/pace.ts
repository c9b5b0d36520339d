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
/** Others' changes take no more than about a third of the time: the rest belongs to the person who types. */
const restPerCost = 2.5
/** However slow a machine is, others are not to look as if they stood still. */
const longestRestInMs = 250
/** Animation frames stop on a hidden page, and may do so between asking and getting one. */
const longestFrameInMs = 100

/** At once when idle; per animation frame when busy; more rarely when a change is slow to apply, and to draw: the last cost
 *  decides. In a long document drawing costs several times as much as applying. */
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
  const restAfter = (costInMs: number) => {
    const rest = Math.min(Math.max(frameInMs, restPerCost * costInMs), longestRestInMs)
    notBefore = performance.now() + rest
  }
  const run = (apply: () => void, isInFrame: boolean) => {
    cancel()
    const startedAt = performance.now()
    apply()
    const appliedInMs = performance.now() - startedAt
    restAfter(appliedInMs)
    timeDrawing(isInFrame, drawnInMs => restAfter(appliedInMs + drawnInMs))
  }
  const schedule = (apply: () => void) => {
    if (timer !== undefined) return
    const wait = notBefore - performance.now()
    if (wait <= 0) return run(apply, false)
    const due = notBefore
    const runUnlessPutOff = (isInFrame: boolean) => {
      if (notBefore === due) return run(apply, isInFrame)
      cancel()
      schedule(apply)
    }
    const nextFrame = wait <= frameInMs && !isHidden()
    timer = setTimeout(() => runUnlessPutOff(false), nextFrame ? longestFrameInMs : wait)
    if (nextFrame) frame = requestAnimationFrame(() => runUnlessPutOff(true))
  }
  return { schedule, cancel }
}

/** Tells how long a frame takes to its end, when a message that it sends is heard: this one, or the next. */
function timeDrawing(isInFrame: boolean, tell: (inMs: number) => void): void {
  const time = () => {
    const startedAt = performance.now()
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      tell(performance.now() - startedAt)
    }
    port2.postMessage(undefined)
  }
  if (isInFrame) time()
  else if (!isHidden()) requestAnimationFrame(time)
}
