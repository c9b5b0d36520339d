import type { Role } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'
import { type Cell, cell, type Observable } from '../parts/observable.ts'
import { type ShownStatus, showStatus } from './show-status.ts'

/** How long nothing must be unsaved until it says so. */
const calmMs = 400
/** A key is on the device within milliseconds; only when that takes this long are words "not kept". */
const keepingMs = 1_000

interface Steady<T> {
  shown: Observable<T>
  stop: () => void
}

/** What is shown of a status, without the flicker of every key. */
export function steady(status: Observable<Status>, role: Observable<Role | undefined>): Steady<ShownStatus> {
  const keeping = steadyKeeping(status)
  const derived = cell(showStatus(keeping.shown.get(), role.get()))
  const derive = () => derived.set(showStatus(keeping.shown.get(), role.get()))
  const unsubscribe = [keeping.shown.subscribe(derive), role.subscribe(derive)]
  const saved = steadySaved(derived)
  return {
    shown: saved.shown,
    stop() {
      for (const undo of unsubscribe) undo()
      keeping.stop()
      saved.stop()
    },
  }
}

/** While the device writes a key, that key is not kept yet, in every state alike. Nobody needs to know of those milliseconds. */
function steadyKeeping(status: Observable<Status>): Steady<Status> {
  const shown: Cell<Status> = cell(status.get())
  let timer: ReturnType<typeof setTimeout> | undefined
  /** On a clock that nobody sets. */
  let keepingSince: number | undefined

  const update = () => {
    clearTimeout(timer)
    const next = status.get()
    keepingSince = next.keptOnDevice ? undefined : (keepingSince ?? performance.now())
    const leftMs = keepingSince === undefined ? 0 : keepingSince + keepingMs - performance.now()
    if (shown.get().keptOnDevice && leftMs > 0) {
      shown.set({ ...next, keptOnDevice: true })
      timer = setTimeout(() => shown.set(next), leftMs)
    } else {
      shown.set(next)
    }
  }
  return { shown, stop: stopping(status.subscribe(update), () => timer) }
}

/** "Saving…" shows at once, and "Saved" comes back only when it has been true for a moment: the delay is in the safe
 *  direction, "Saved" is never shown with unsaved edits. */
function steadySaved(status: Observable<ShownStatus>): Steady<ShownStatus> {
  const shown: Cell<ShownStatus> = cell(status.get())
  let timer: ReturnType<typeof setTimeout> | undefined

  const update = () => {
    clearTimeout(timer)
    const next = status.get()
    const now = shown.get()
    if (now.state === 'saving' && next.state === 'saved') {
      shown.set({ ...now, unsaved: next.unsaved })
      timer = setTimeout(() => shown.set(next), calmMs)
    } else {
      shown.set(next)
    }
  }
  return { shown, stop: stopping(status.subscribe(update), () => timer) }
}

function stopping(unsubscribe: () => void, timer: () => ReturnType<typeof setTimeout> | undefined) {
  return () => {
    clearTimeout(timer())
    unsubscribe()
  }
}
