/** How much of the way is left after each frame. */
const leftAfterFrame = 0.72
/** Beyond so many windows' heights a way is no orientation: one is there at once. */
const farInWindows = 3

export interface Glide {
  /** Scrolls the page softly to this height; another call changes the aim on the way. */
  to(top: number): void
  stop(): void
}

export function openGlide(): Glide {
  let frame: number | undefined
  let aim = 0
  const stop = () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
  }
  const step = () => {
    const before = scrollY
    const left = aim - before
    const next =
      Math.abs(left) < 2 ? aim : aim - Math.sign(left) * Math.floor(Math.abs(left) * leftAfterFrame)
    scrollTo({ top: next, behavior: 'instant' })
    // At an end of the page it goes no further.
    frame = next === aim || scrollY === before ? undefined : requestAnimationFrame(step)
  }
  return {
    to(top) {
      aim = Math.max(0, Math.round(top))
      const isFar = Math.abs(aim - scrollY) > farInWindows * innerHeight
      const isSoft = !isFar && !matchMedia('(prefers-reduced-motion: reduce)').matches
      if (!isSoft) {
        stop()
        scrollTo({ top: aim, behavior: 'instant' })
      } else frame ??= requestAnimationFrame(step)
    },
    stop,
  }
}
