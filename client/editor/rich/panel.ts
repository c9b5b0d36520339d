import { element } from './elements.ts'

const gap = 6
const margin = 12

/**
 * A panel beside something in the text, as the page's own are. The browser does the layering, Escape and the click
 * outside. `closed` is called once, however it closes.
 */
export function openPanel(
  anchor: Element,
  { label, width, closed }: { label: string; width: number; closed: () => void },
  ...content: Node[]
): { panel: HTMLElement; close: () => void } {
  const attributes = {
    popover: 'auto',
    role: 'dialog',
    'aria-label': label,
    class: 'popover',
    tabindex: '-1',
  }
  const panel = element('div', attributes, ...content)
  const close = () => panel.hidePopover()
  panel.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return
    panel.remove()
    closed()
  })
  document.body.append(panel)
  place(panel, anchor, width)
  panel.showPopover()
  return { panel, close }
}

function place({ style }: HTMLElement, anchor: Element, width: number): void {
  const { left, right, top, bottom } = anchor.getBoundingClientRect()
  const below = innerHeight - bottom
  const isBelow = below >= top
  const wished = (left + right) / 2 > innerWidth / 2 ? right - width : left
  style.setProperty('--width', `${width}px`)
  style.setProperty('--left', `${Math.max(margin, Math.min(wished, innerWidth - width - margin))}px`)
  style.setProperty('--top', isBelow ? `${bottom + gap}px` : 'auto')
  style.setProperty('--bottom', isBelow ? 'auto' : `${innerHeight - top + gap}px`)
  style.setProperty('--room', `${Math.max(below, top) - gap - margin}px`)
}
