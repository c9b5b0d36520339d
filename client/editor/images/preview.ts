import { element } from '../rich/elements.ts'
import type { FileUploads } from '../uploads/file-uploads.ts'
import { decoded } from './shrink.ts'

/** No screen shows more of it in the column. */
const maxEdge = 1_600

/**
 * A picture that is on its way, as the window that sends it may show it already. It is drawn: the page's policy lets no image come from anywhere
 * but this site and others, so that nothing that was made here passes for one.
 */
export class Preview {
  readonly dom = element('canvas', { class: 'image-preview', 'aria-hidden': 'true' })
  readonly #uploads: FileUploads
  readonly #stop: () => void
  #token: string | null = null
  #drawn: Blob | undefined

  constructor(uploads: FileUploads) {
    this.#uploads = uploads
    this.dom.hidden = true
    // After a reload the device gives the file a little later than its block.
    this.#stop = uploads.onChange(() => this.#look())
  }

  show(token: string): void {
    if (token === this.#token) return
    this.clear()
    this.#token = token
    this.#look()
  }

  clear(): void {
    this.#token = null
    this.#drawn = undefined
    this.dom.hidden = true
    // Its memory is given back.
    this.dom.width = this.dom.height = 0
  }

  destroy(): void {
    this.#stop()
    this.clear()
  }

  #look(): void {
    const file = this.#token === null ? undefined : this.#uploads.file(this.#token)
    if (file === undefined || file === this.#drawn) return
    this.#drawn = file
    void this.#draw(file)
  }

  async #draw(file: Blob): Promise<void> {
    const bitmap = await decoded(file)
    if (bitmap === undefined) return
    if (this.#drawn === file) {
      const scale = Math.min(1, maxEdge / Math.max(bitmap.width, bitmap.height))
      this.dom.width = Math.max(1, Math.round(bitmap.width * scale))
      this.dom.height = Math.max(1, Math.round(bitmap.height * scale))
      this.dom.getContext('2d')?.drawImage(bitmap, 0, 0, this.dom.width, this.dom.height)
      this.dom.hidden = false
    }
    bitmap.close()
  }
}
