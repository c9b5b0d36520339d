import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect } from 'react'

const stops = '[data-stop]'

/**
 * One Tab stop for a whole toolbar or menu; arrows, Home and End move within. Elements take part by `data-stop`.
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_roving_tabindex
 */
export function useRovingFocus(
  container: RefObject<HTMLElement | null>,
  keys: { back: string; forward: string },
) {
  // After each render: stops come and go, and one of them must be reachable.
  useEffect(() => {
    const all = stopsIn(container.current)
    if (!all.some(stop => stop.tabIndex === 0)) makeStop(all, all[0])
    else
      makeStop(
        all,
        all.find(stop => stop.tabIndex === 0),
      )
  })

  return {
    onFocus(event: FocusEvent<HTMLElement>) {
      const all = stopsIn(container.current)
      const focused = all.find(stop => stop === event.target)
      if (focused !== undefined) makeStop(all, focused)
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const all = stopsIn(container.current)
      const at = event.target instanceof HTMLElement ? all.indexOf(event.target) : -1
      if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return
      const to = destination(event.key, { at, length: all.length, ...keys })
      if (to === undefined) return
      event.preventDefault()
      all[to]?.focus()
    },
  }
}

function destination(
  key: string,
  { at, length, back, forward }: { at: number; length: number; back: string; forward: string },
): number | undefined {
  switch (key) {
    case forward:
      return (at + 1) % length
    case back:
      return (at - 1 + length) % length
    case 'Home':
      return 0
    case 'End':
      return length - 1
  }
}

/** A menu inside a toolbar is a popover, with stops of its own. */
function stopsIn(container: HTMLElement | null): HTMLElement[] {
  if (container === null) return []
  const layer = container.closest('[popover]')
  return [...container.querySelectorAll<HTMLElement>(stops)].filter(
    stop => stop.closest('[popover]') === layer,
  )
}

function makeStop(all: readonly HTMLElement[], chosen: HTMLElement | undefined): void {
  for (const stop of all) stop.tabIndex = stop === chosen ? 0 : -1
}
