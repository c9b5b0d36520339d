import { useEffect } from 'react'

/** Publishes as `--keyboard` how much of the window an on-screen keyboard covers, where the browser lays the page out
 *  beneath it (iOS); elsewhere it is 0. */
export function useKeyboardInset(): void {
  useEffect(() => {
    const viewport = window.visualViewport
    if (viewport === null) return
    const { style } = document.documentElement
    const measure = () => {
      // Zoomed in by fingers, the difference says nothing about a keyboard.
      const covered = viewport.scale > 1.01 ? 0 : innerHeight - viewport.height - viewport.offsetTop
      style.setProperty('--keyboard', `${Math.max(0, Math.round(covered))}px`)
    }
    measure()
    viewport.addEventListener('resize', measure)
    viewport.addEventListener('scroll', measure)
    return () => {
      viewport.removeEventListener('resize', measure)
      viewport.removeEventListener('scroll', measure)
      style.removeProperty('--keyboard')
    }
  }, [])
}
