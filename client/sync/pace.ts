import { isHidden } from './surroundings.ts'

/** Decides when the next batch of remote changes may be applied. */
export interface Pace {
  /** Runs `apply` when it is time: within this call when nothing has been going on. Once, even when called again before. */
  schedule(apply: () => void): void
  /** Somebody writes here, just now. */
  wrote(): void
  cancel(): void
}

/** Where nothing is drawn there is nothing to spare. */
export const atOnce: Pace = { schedule: apply => apply(), wrote: () => {}, cancel: () => {} }

const frameInMs = 16
/** Others' changes take no more than about a third of the time: the rest belongs to the person who reads, … */
const restPerCost = 2.5
/** … and less of it while that person types. */
const restPerCostInTyping = 8
/** However slow a machine is, others are not to look as if they stood still; a change that is due waits as long again, at most, for a key's frame. */
const longestRestInMs = 250
const longestRestInTypingMs = 400
/** Animation frames stop on a hidden page, and may do so between asking and getting one. */
const longestFrameInMs = 100
/** Who has not pressed a key for so long will not press the next one any moment. */
const typingInMs = 200

/**
 * At once when idle; per animation frame when busy; more rarely when a change is slow to apply, and to draw: the last cost
 * decides. In a long document drawing costs several times as much as applying.
 *
 * A key that falls into a slow batch waits for the end of it. So while somebody types, a slow one begins right behind the frame that shows
 * a key: what is left until the next key is the longest time in which nobody waits.
 */
export function framePace(): Pace {
  let notBefore = Number.NEGATIVE_INFINITY
  let costInMs = 0
  let wroteAt = Number.NEGATIVE_INFINITY
  let isShowingKey = false
  let pending: (() => void) | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame: number | undefined

  const cancel = () => {
    clearTimeout(timer)
    if (frame !== undefined) cancelAnimationFrame(frame)
    pending = undefined
    timer = undefined
    frame = undefined
  }
  const isTyping = () => performance.now() - wroteAt < typingInMs
  const isSlow = () => restPerCost * costInMs > frameInMs
  const restAfter = (inMs: number) => {
    costInMs = inMs
    const [rest, longest] = isTyping()
      ? [restPerCostInTyping * inMs, longestRestInTypingMs]
      : [restPerCost * inMs, longestRestInMs]
    notBefore = performance.now() + Math.min(Math.max(frameInMs, rest), longest)
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
    if (pending === undefined) plan(apply, Math.max(performance.now(), notBefore) + longestRestInMs)
  }
  /** On a page that nobody sees no frame shows a key: who writes on and on there would put it off without end. */
  const plan = (apply: () => void, latest: number) => {
    const now = performance.now()
    const wait = notBefore - now
    const untilNoKey = isSlow() ? Math.min(wroteAt + typingInMs, latest) - now : 0
    if (Math.max(wait, untilNoKey) <= 0) return run(apply, false)
    pending = apply
    const due = notBefore
    const runUnlessPutOff = (isInFrame: boolean) => {
      const waitsForKeys = isSlow() && isTyping() && performance.now() < latest
      if (notBefore === due && !waitsForKeys) return run(apply, isInFrame)
      cancel()
      plan(apply, latest)
    }
    const nextFrame = wait <= frameInMs && untilNoKey <= 0 && !isHidden()
    timer = setTimeout(
      () => runUnlessPutOff(false),
      nextFrame ? longestFrameInMs : Math.max(wait, untilNoKey),
    )
    if (nextFrame) frame = requestAnimationFrame(() => runUnlessPutOff(true))
  }
  const shown = () => {
    isShowingKey = false
    if (pending !== undefined && isSlow() && performance.now() >= notBefore) run(pending, false)
  }
  const wrote = () => {
    wroteAt = performance.now()
    if (isShowingKey || !isSlow() || isHidden()) return
    isShowingKey = true
    requestAnimationFrame(() => behindFrame(shown))
  }
  return { schedule, wrote, cancel }
}

/** Tells how long a frame takes to its end: this one, or the next. */
function timeDrawing(isInFrame: boolean, tell: (inMs: number) => void): void {
  const time = () => {
    const startedAt = performance.now()
    behindFrame(() => tell(performance.now() - startedAt))
  }
  if (isInFrame) time()
  else if (!isHidden()) requestAnimationFrame(time)
}

/** Calls back when the frame has been drawn whose turn it is: a message that it sends is heard behind it. */
function behindFrame(call: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    call()
  }
  port2.postMessage(undefined)
}
