import { element } from '../rich/elements.ts'
import type { FileLabels, FileUploads, UploadLook } from './file-uploads.ts'

export interface UploadPanelOptions {
  uploads: FileUploads
  labels: FileLabels
  /** The text's element, which says whether one may write in it, … */
  text: HTMLElement
  /** … as this does. */
  isEditable: () => boolean
  /** Takes the block out of the text. */
  remove: () => void
  /** How large the file is said to be. */
  bytes: () => number | null
}

type Tool = { text: string; run: () => void }

/** How far a file is that is on its way, for everybody; and for whoever sends it, what can be done about it. */
export class UploadPanel {
  readonly dom: HTMLElement
  readonly #options: UploadPanelOptions
  readonly #words = element('span', { class: 'upload-words', role: 'status' })
  readonly #share = element('span', { class: 'upload-share', 'aria-hidden': 'true' })
  readonly #bar = element('span', {
    class: 'upload-bar',
    role: 'progressbar',
    'aria-valuemin': '0',
    'aria-valuemax': '100',
  })
  readonly #tools = element('span', { class: 'upload-tools' })
  readonly #stop: () => void
  readonly #rights = new MutationObserver(() => this.#draw())
  #token: string | null = null
  #name = ''
  #shownTools = ''
  #wrongFile = false

  constructor(options: UploadPanelOptions) {
    this.#options = options
    this.#bar.append(element('span'))
    this.dom = element('div', { class: 'upload' }, this.#words, this.#share, this.#bar, this.#tools)
    this.#stop = options.uploads.onChange(() => this.#draw())
  }

  show(token: string | null, name: string): void {
    if (token !== this.#token) this.#wrongFile = false
    if (token === null) this.#rights.disconnect()
    else if (this.#token === null)
      this.#rights.observe(this.#options.text, { attributeFilter: ['contenteditable'] })
    this.#token = token
    this.#name = name
    this.#draw()
  }

  destroy(): void {
    this.#stop()
    this.#rights.disconnect()
  }

  #draw(): void {
    const token = this.#token
    this.dom.hidden = token === null
    if (token === null) {
      this.#setTools('', [])
      return
    }
    const look = this.#options.uploads.look(token)
    this.dom.dataset.state = look.state
    const words = this.#wordsOf(look)
    if (this.#words.textContent !== words) this.#words.textContent = words
    this.#drawShare('share' in look ? look.share : undefined)
    this.#drawTools(token, look)
  }

  #wordsOf(look: UploadLook): string {
    const { labels, isEditable, bytes } = this.#options
    if (this.#wrongFile) return labels.state.another
    if (look.state === 'failed') return labels.trouble(look.trouble, bytes())
    if (look.state === 'theirsFailed') return labels.theirsFailed(look.name, look.why)
    if (look.state === 'theirs') return labels.theirs(look.name, look.isPaused)
    if (look.state === 'left' && !isEditable()) return labels.state.leftForReader
    if (look.state === 'copied' && !isEditable()) return labels.state.copiedForReader
    return labels.state[look.state]
  }

  #drawShare(share: number | undefined): void {
    const { labels } = this.#options
    this.#bar.hidden = this.#share.hidden = share === undefined
    if (share === undefined) return
    this.#share.textContent = labels.percent(share)
    this.#bar.setAttribute('aria-label', this.#name)
    this.#bar.setAttribute('aria-valuenow', String(Math.floor(share * 100)))
    this.#bar.style.setProperty('--share', `${share * 100}%`)
  }

  /** The same buttons stay for the same upload: one may have the focus. */
  #drawTools(token: string, look: UploadLook): void {
    const tools = this.#options.isEditable() ? this.#toolsOf(token, look) : []
    this.#setTools([token, this.#name, ...tools.map(({ text }) => text)].join('|'), tools)
  }

  #setTools(key: string, tools: Tool[]): void {
    if (key === this.#shownTools) return
    this.#shownTools = key
    const hadFocus = this.#tools.contains(document.activeElement)
    this.#tools.replaceChildren(
      ...tools.map(({ text, run }) => {
        const button = element('button', { type: 'button', 'aria-label': `${text}: ${this.#name}` }, text)
        // It may have been locked since it was drawn.
        button.addEventListener('click', () => this.#options.isEditable() && run())
        return button
      }),
    )
    const [first] = this.#tools.children
    if (hadFocus && first instanceof HTMLElement) first.focus()
  }

  #toolsOf(token: string, look: UploadLook): Tool[] {
    const { uploads, labels, remove } = this.#options
    const cancel = {
      text: labels.cancel,
      run: () => {
        uploads.cancel(token)
        remove()
      },
    }
    switch (look.state) {
      case 'sending':
      case 'waiting':
        return [{ text: labels.pause, run: () => uploads.pause(token) }, cancel]
      case 'paused':
        return [{ text: labels.goOn, run: () => uploads.goOn(token) }, cancel]
      case 'failed': {
        const again = { text: labels.again, run: () => uploads.goOn(token) }
        const isLost = look.trouble.why === 'unreadable'
        return [isLost ? this.#choice(token) : again, { ...cancel, text: labels.remove }]
      }
      case 'theirsFailed':
      case 'left':
      case 'cancelled':
      case 'copied':
        return [this.#choice(token), { ...cancel, text: labels.remove }]
      default:
        return []
    }
  }

  /** The device does not have the file any more, or never had: it is asked for once more. */
  #choice(token: string): Tool {
    const { uploads, labels, bytes, isEditable } = this.#options
    return {
      text: labels.choose,
      run: () => {
        const field = element('input', { type: 'file' })
        field.addEventListener('change', () => {
          const [file] = field.files ?? []
          if (file === undefined || !isEditable() || this.#token !== token) return
          this.#wrongFile = bytes() !== null && file.size !== bytes()
          if (this.#wrongFile) this.#draw()
          else uploads.give(token, file)
        })
        field.click()
      },
    }
  }
}
