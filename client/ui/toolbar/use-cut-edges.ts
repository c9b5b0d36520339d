import { type RefObject, useEffect } from 'react'

/** Says on the element at which of its edges content is cut off, for the style to fade it there: `data-cut="start end"`. */
export function useCutEdges(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element
      const passed = Math.abs(scrollLeft)
      const cut = [passed > 1 && 'start', scrollWidth - clientWidth - passed > 1 && 'end']
      element.dataset.cut = cut.filter(Boolean).join(' ')
    }
    const sizes = new ResizeObserver(look)
    sizes.observe(element)
    for (const child of element.children) sizes.observe(child)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller])
}
