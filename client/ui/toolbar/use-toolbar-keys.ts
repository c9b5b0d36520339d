import { type RefObject, useLayoutEffect } from 'react'
import { focusText, type QuireEditor } from '../../editor/index.ts'

/** Alt+F10 goes from the text to the toolbar, as in other editors; Escape goes back. */
export function useToolbarKeys(bar: RefObject<HTMLElement | null>, editor: QuireEditor): void {
  useLayoutEffect(() => {
    const element = bar.current
    if (element === null) return
    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener(
      'keydown',
      event => {
        if (event.key !== 'F10' || !event.altKey) return
        event.preventDefault()
        element.querySelector<HTMLElement>('[data-stop][tabindex="0"]')?.focus()
      },
      { signal },
    )
    element.addEventListener(
      'keydown',
      event => {
        const inPopover = event.target instanceof Element && event.target.closest('[popover]') !== null
        if (event.key !== 'Escape' || inPopover) return
        focusText(editor)
      },
      { signal },
    )
    return () => listening.abort()
  }, [bar, editor])
}
