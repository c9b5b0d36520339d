import type { Drawing } from './draw.ts'

/** Of other sites, those that the reader has asked for: by themselves they would tell each site who reads. */
const shown = new Set<string>()

/** A picture of the document, or what stands for one that another site, or another document, has. */
export function pictureOf(node: HTMLElement, drawing: Drawing): HTMLElement | undefined {
  const src = node.dataset.src ?? ''
  if (/^data:image\/(png|jpeg|gif|webp|avif);base64,/.test(src)) return imageAt(node, src)
  const path = drawing.files.pathOf(src)
  if (path !== undefined) return imageOf(node, image => drawing.files.show(image, path))
  if (!URL.canParse(src, location.origin)) return undefined
  const { protocol, origin } = new URL(src, location.origin)
  // Whatever it is: who reads this document has asked for nothing else that is here.
  if (origin === location.origin) return placeOf(node, drawing.texts.otherPicture)
  if (protocol !== 'https:') return undefined
  return shown.has(src) ? imageAt(node, src) : standIn(node, src, drawing)
}

const imageAt = (node: HTMLElement, src: string) =>
  imageOf(node, image => {
    image.src = src
  })

function imageOf(node: HTMLElement, fill: (image: HTMLImageElement) => void): HTMLElement {
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
  fill(image)
  return image
}

function placeOf(node: HTMLElement, from: string): HTMLElement {
  const place = document.createElement('div')
  place.className = 'picture-place'
  const alt = node.getAttribute('alt') ?? ''
  const words = document.createElement('span')
  words.textContent = alt === '' ? from : `${alt} · ${from}`
  place.append(words)
  return place
}

function standIn(node: HTMLElement, src: string, { texts }: Drawing): HTMLElement {
  const place = placeOf(node, texts.picture.replace('{{site}}', new URL(src).host))
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = texts.showPicture
  button.addEventListener('click', () => {
    shown.add(src)
    const image = imageAt(node, src)
    image.tabIndex = -1
    place.replaceWith(image)
    image.focus({ preventScroll: true })
  })
  place.append(button)
  return place
}
