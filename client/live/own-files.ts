import { fileAt } from '../../formats/file-address.ts'

export interface OwnFilesOptions {
  documentId: string
  /** The secret of the link by which the page was opened, where it has one. */
  key: string | undefined
}

/** A picture that was asked for. */
interface Picture {
  asking: AbortController
  /** Of its bytes, once they are here; undefined: it cannot be had. */
  url?: string | undefined
}

const raster = /^image\/(png|apng|jpeg|gif|webp|avif)$/
const longestBackoffMs = 30_000
/** Around what one sees: so far away a picture is fetched. */
const nearness = '100% 0%'
/** Until the browser has begun to save it. */
const savingMs = 60_000

/**
 * The files of the document that this page shows, and of no other one. Who has come by a link with a key may have no cookie, in another
 * site's frame least of all, and a browser that fetches a picture or a file by itself does not show the key: there the page fetches them.
 */
export class OwnFiles {
  readonly #options: OwnFilesOptions
  readonly #pictures = new Map<string, Picture>()
  /** A document may hold a thousand pictures: those that one never comes to are not fetched. */
  readonly #nearing: IntersectionObserver

  constructor(options: OwnFilesOptions) {
    this.#options = options
    this.#nearing = new IntersectionObserver(
      entries => {
        for (const { target, isIntersecting } of entries) if (isIntersecting) this.#near(target)
      },
      { rootMargin: nearness },
    )
  }

  /** The path of one of the document's own files. */
  pathOf(address: string): string | undefined {
    const { documentId } = this.#options
    if (fileAt(address)?.document !== documentId) return undefined
    return new URL(address, location.origin).pathname
  }

  /** Has the image show one: at once, or when it has come. */
  show(image: HTMLImageElement, path: string): void {
    if (this.#options.key === undefined) {
      image.src = path
      return
    }
    image.dataset.file = path
    const known = this.#pictures.get(path)
    const isHere = known !== undefined && 'url' in known
    fill(image, isHere ? known.url : roomOf(image))
    if (!isHere) this.#nearing.observe(image)
  }

  /** Has the link lead to one. */
  lead(link: HTMLAnchorElement, path: string): void {
    link.href = path
    link.download = ''
    if (this.#options.key !== undefined) link.dataset.file = path
  }

  /** Lets go of the pictures that are on the page no more. */
  release(page: ParentNode): void {
    const images = page.querySelectorAll<HTMLImageElement>('img[data-file]')
    const shown = new Set([...images].map(({ dataset }) => dataset.file))
    for (const [path, { asking, url }] of this.#pictures) {
      if (shown.has(path)) continue
      asking.abort()
      if (url !== undefined) URL.revokeObjectURL(url)
      this.#pictures.delete(path)
    }
  }

  /** Fetches a file, and has the browser save it. False: it cannot be had. */
  async save(path: string): Promise<boolean> {
    const answer = await this.#ask(path)
    if (answer?.ok !== true) return false
    const bytes = await answer.blob().catch(nothingOfCut)
    if (bytes === undefined) return false
    const link = document.createElement('a')
    link.href = URL.createObjectURL(bytes)
    link.download = nameIn(answer)
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), savingMs)
    return true
  }

  #near(image: Element): void {
    this.#nearing.unobserve(image)
    const path = image instanceof HTMLImageElement ? image.dataset.file : undefined
    if (path !== undefined && !this.#pictures.has(path)) void this.#fetchPicture(path)
  }

  async #fetchPicture(path: string): Promise<void> {
    const picture: Picture = { asking: new AbortController() }
    this.#pictures.set(path, picture)
    const { signal } = picture.asking
    const bytes = await this.#bytesOf(path, signal)
    if (signal.aborted) return
    picture.url = bytes && URL.createObjectURL(bytes)
    for (const image of imagesIn(document, path)) fill(image, picture.url)
  }

  /** As soon as there is a way to the server. Undefined: it is not given, or is no picture. */
  async #bytesOf(path: string, signal: AbortSignal): Promise<Blob | undefined> {
    for (let tries = 1; !signal.aborted; tries++) {
      const answer = await this.#ask(path, signal)
      const isRefused = answer !== undefined && !answer.ok && answer.status < 500 && answer.status !== 429
      if (isRefused) return undefined
      const bytes = answer?.ok === true ? await answer.blob().catch(nothingOfCut) : undefined
      // A page, or a drawing with a script in it, gets no address on this site.
      if (bytes !== undefined) return raster.test(bytes.type) ? bytes : undefined
      await new Promise(resolve => setTimeout(resolve, Math.min(longestBackoffMs, 1_000 * 2 ** tries)))
    }
    return undefined
  }

  async #ask(path: string, signal?: AbortSignal): Promise<Response | undefined> {
    const { key } = this.#options
    const headers = { ...(key !== undefined && { 'x-quire-link': key }) }
    return fetch(path, { headers, ...(signal && { signal }) }).catch(nothingOfCut)
  }
}

/** Without an address the browser shows the words that stand for it. */
function fill(image: HTMLImageElement, url: string | undefined): void {
  if (url === undefined) image.removeAttribute('src')
  else image.src = url
}

/** Nothing, as large as the picture will be: so nothing moves when that comes. */
function roomOf(image: HTMLImageElement): string {
  const [width, height] = [
    Number(image.getAttribute('width')) || 320,
    Number(image.getAttribute('height')) || 180,
  ]
  return `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"/>`
}

const imagesIn = (page: ParentNode, path: string) =>
  page.querySelectorAll<HTMLImageElement>(`img[data-file="${CSS.escape(path)}"]`)

/** The network is away, or it is not wanted any more. */
function nothingOfCut(error: unknown): undefined {
  if (!(error instanceof Error)) throw error
}

/** As what the server would have it saved. */
function nameIn({ headers }: Response): string {
  const [, name = ''] = /filename\*=UTF-8''([^;]*)/.exec(headers.get('content-disposition') ?? '') ?? []
  return decodeURIComponent(name)
}
