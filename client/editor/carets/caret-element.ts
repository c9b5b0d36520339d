import type { Person } from '../types.ts'

/**
 * Somebody's caret: a line without width, with their name above it. Its appearance and the fading of the name are
 * the style sheet's. A screen reader does not read it: it would be heard within the words.
 */
export function caretElement({ name, color }: Person): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'quire-caret'
  caret.setAttribute('aria-hidden', 'true')
  caret.contentEditable = 'false'
  caret.style.setProperty('--person', color)
  caret.style.setProperty('--on-person', readableOn(color))
  const label = caret.appendChild(document.createElement('span'))
  label.className = 'quire-caret-label'
  // The name is the style sheet's content, not text in the document: nobody finds, selects or copies it.
  label.dataset.name = name
  return caret
}

/** Black or white, whichever has the higher contrast on a colour like `#e11d48` (WCAG 2, relative luminance). */
export function readableOn(color: string): '#000000' | '#ffffff' {
  const channels = [1, 3, 5].map(start => Number.parseInt(color.slice(start, start + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = channels.map(value =>
    value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff'
}
