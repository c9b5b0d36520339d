import { type Cell, cell, type Observable } from '../parts/observable.ts'
import type { ShownStatus } from './show-status.ts'

/** How long nothing must be unsaved until it says so. */
const calmMs = 400
/** A key is on the device within milliseconds; only when that takes this long are words "not kept". */
const keepingMs = 1_000

/**
 * What the label shows, without the flicker of every key. "Saving…" shows at once, and "Saved" comes back only when it
 * has been true for a moment: the delay is in the safe direction, "Saved" is never shown with unsaved edits.
 */
export function steady(status: Observable<ShownStatus>): {
  shown: Observable<ShownStatus>
  stop: () => void
} {
  const shown: Cell<ShownStatus> = cell(status.get())
  let timer: ReturnType<typeof setTimeout> | undefined
  let keepingSince: number | undefined

  const update = () => {
    clearTimeout(timer)
    const next = status.get()
    const now = shown.get()
    keepingSince = next.detail === 'notKept' ? (keepingSince ?? Date.now()) : undefined
    const keepingFor = keepingSince === undefined ? 0 : Date.now() - keepingSince
    if (now.state === 'saving' && next.state === 'saved') {
      shown.set({ ...now, unsaved: next.unsaved })
      timer = setTimeout(() => shown.set(next), calmMs)
    } else if (now.state === next.state && isBeingKept(now, next) && keepingFor < keepingMs) {
      shown.set({ ...now, unsaved: next.unsaved })
      timer = setTimeout(() => shown.set(next), keepingMs - keepingFor)
    } else {
      shown.set(next)
    }
  }
  const unsubscribe = status.subscribe(update)
  return {
    shown,
    stop() {
      clearTimeout(timer)
      unsubscribe()
    },
  }
}

function isBeingKept(now: ShownStatus, next: ShownStatus): boolean {
  return now.detail === 'kept' && next.detail === 'notKept'
}
