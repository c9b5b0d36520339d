import { fileAt } from '../../formats/file-address.ts'
import type { LiveTexts } from '../i18n/live/index.ts'

/** Of other sites, those that the reader has asked for: by themselves they would tell each site who reads. */
const shown = new Set<string>()

/** A picture of the document, or what stands for one that another site has. */
export function pictureOf(node: HTMLElement, texts: LiveTexts): HTMLElement | undefined {
  const src = node.dataset.src ?? ''
  if (/^data:image\/(png|jpeg|gif|webp|avif);base64,/.test(src)) return imageOf(node, src)
  if (fileAt(src) !== undefined) return imageOf(node, src)
  if (!URL.canParse(src) || new URL(src).protocol !== 'https:') return undefined
  return shown.has(src) ? imageOf(node, src) : standIn(node, src, texts)
}

function imageOf(node: HTMLElement, src: string): HTMLElement {
  const image = document.createElement('img')
  image.alt = node.getAttribute('alt') ?? ''
  image.referrerPolicy = 'no-referrer'
  // Where it is known its room is kept, so that nothing moves when it comes.
  for (const name of ['width', 'height']) {
    const value = node.getAttribute(name)
    if (value !== null) image.setAttribute(name, value)
  }
  const [, wide] = /(?:^|;)\s*width:\s*(\d+%)/.exec(node.dataset.style ?? '') ?? []
  if (wide !== undefined) image.style.width = wide
  image.src = src
  return image
}

function standIn(node: HTMLElement, src: string, { picture, showPicture }: LiveTexts): HTMLElement {
  const place = document.createElement('div')
  place.className = 'picture-place'
  const alt = node.getAttribute('alt') ?? ''
  const site = picture.replace('{{site}}', new URL(src).host)
  const words = document.createElement('span')
  words.textContent = alt === '' ? site : `${alt} · ${site}`
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = showPicture
  button.addEventListener('click', () => {
    shown.add(src)
    const image = imageOf(node, src)
    image.tabIndex = -1
    place.replaceWith(image)
    image.focus({ preventScroll: true })
  })
  place.append(words, button)
  return place
}
