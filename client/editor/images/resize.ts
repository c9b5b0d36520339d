import { element } from '../rich/elements.ts'
import { minImageWidth } from '../schema/block-attributes.ts'
import type { QuireEditor } from '../types.ts'
import { changeImage } from './insert-image.ts'

type Resized = { frame: HTMLElement; figure: HTMLElement; position: () => number | undefined }

/** At both edges: by mouse or finger. Who has neither finds sizes in the bar above the image. */
export function resizeHandles(editor: QuireEditor, resized: Resized): HTMLElement[] {
  return (['start', 'end'] as const).map(side => {
    const handle = element('div', { class: 'image-handle', 'data-side': side, 'aria-hidden': 'true' })
    handle.addEventListener('pointerdown', event => {
      if (event.button !== 0 || !editor.isEditable) return
      event.preventDefault()
      event.stopPropagation()
      drag(editor, resized, { handle, event, side })
    })
    return handle
  })
}

type Grip = { handle: HTMLElement; event: PointerEvent; side: 'start' | 'end' }

/** Until the pointer is up nothing but this window's picture changes; what others change of the image meanwhile stays. */
function drag(
  editor: QuireEditor,
  { frame, figure, position }: Resized,
  { handle, event, side }: Grip,
): void {
  const share = shareAt({ frame, figure, event, side })
  const listening = new AbortController()
  const { signal } = listening
  const label = frame.appendChild(element('span', { class: 'image-percent', 'aria-hidden': 'true' }))
  let width: number | undefined
  handle.setPointerCapture(event.pointerId)
  handle.addEventListener(
    'pointermove',
    ({ clientX }) => {
      width = share(clientX)
      frame.style.setProperty('width', `${width}%`)
      label.textContent = `${width} %`
    },
    { signal },
  )
  const finish = (keeps: boolean) => {
    listening.abort()
    label.remove()
    const at = position()
    if (keeps && width !== undefined && at !== undefined) changeImage(editor, at, { width })
    frame.style.removeProperty('width')
  }
  handle.addEventListener('pointerup', () => finish(true), { signal })
  handle.addEventListener('pointercancel', () => finish(false), { signal })
  // An image that others delete meanwhile takes the handle along: only the document then hears of the end.
  document.addEventListener('lostpointercapture', () => finish(false), { signal })
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    finish(false)
  }
  document.addEventListener('keydown', onKey, { signal, capture: true })
}

/** Which share of the column an image has when its edge is at a place of the window. One in the middle grows to both sides. */
function shareAt({
  frame,
  figure,
  event,
  side,
}: Pick<Resized, 'frame' | 'figure'> & Omit<Grip, 'handle'>): (x: number) => number {
  const { paddingLeft, paddingRight } = getComputedStyle(figure)
  const column = figure.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)
  const { width } = frame.getBoundingClientRect()
  const isReversed = getComputedStyle(figure).direction === 'rtl'
  const outward = (side === 'end') === isReversed ? -1 : 1
  const factor = figure.dataset.align === 'center' ? 2 : 1
  return x => {
    const wished = ((width + (x - event.clientX) * outward * factor) / column) * 100
    // The usual shares hold on to the edge a little.
    const snap = [25, 33, 50, 67, 75, 100].find(each => Math.abs(each - wished) < 1.5)
    return Math.round(Math.max(2 * minImageWidth, Math.min(100, snap ?? wished)))
  }
}
