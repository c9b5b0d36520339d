import type { LiveTexts } from '../i18n/live/index.ts'
import type { FollowState } from './follow.ts'

/** A blip is no news: who reads need not know of it, and who listens even less. */
const blipMs = 1_200

export interface Page {
  readonly article: HTMLElement
  setTitle(title: string): void
  setEmpty(isEmpty: boolean): void
  setState(state: FollowState): void
  /** Tells whoever does not see it. */
  announce(words: string): void
}

export interface PageOptions {
  root: Element
  texts: LiveTexts
  /** Where the document can be opened in the editor. */
  address: string
  onAgain: () => void
}

/** Everything on the page but the document. */
export function openPage({ root, texts, address, onAgain }: PageOptions): Page {
  const state = element('span', { className: 'state' })
  state.setAttribute('role', 'status')
  const open = element('a', { className: 'open', href: address, textContent: texts.open })
  if (window.top !== window) Object.assign(open, { target: '_blank', rel: 'noopener' })
  const header = element('header', {}, state, open)
  const title = element('h1', { dir: 'auto' })
  const article = element('article', { className: 'text' })
  article.setAttribute('aria-label', texts.document)
  const empty = element('p', { className: 'empty', textContent: texts.empty, hidden: true })
  const sheet = element('div', { className: 'sheet', hidden: true }, title, article, empty)
  const note = element('div', { className: 'note', hidden: true })
  const heard = element('p', { className: 'heard' })
  heard.setAttribute('aria-live', 'polite')
  root.append(header, element('main', {}, sheet, note), heard)

  const say = (kind: FollowState) => {
    const ends = kind === 'gone' || kind === 'absent' || kind === 'signIn'
    document.documentElement.dataset.state = kind
    state.textContent = ends ? '' : texts[kind]
    state.title = kind === 'live' || kind === 'polling' ? texts.hint[kind] : ''
    note.hidden = !ends
    if (!ends) return
    // What is not shared any more is not left standing there.
    article.replaceChildren()
    sheet.hidden = true
    document.title = texts[kind].heading
    open.hidden = kind !== 'signIn'
    note.replaceChildren(...noteOf(texts, kind, onAgain))
  }
  let waiting: ReturnType<typeof setTimeout> | undefined
  return {
    article,
    setTitle: words => {
      sheet.hidden = false
      open.hidden = false
      const shown = words === '' ? texts.untitled : words
      if (title.textContent !== shown) title.textContent = shown
      title.dataset.untitled = String(words === '')
      document.title = `${shown} – ${texts.live}`
    },
    setEmpty: isEmpty => {
      empty.hidden = !isEmpty
    },
    setState: kind => {
      clearTimeout(waiting)
      if (kind === 'connecting' || kind === 'reconnecting') waiting = setTimeout(() => say(kind), blipMs)
      else say(kind)
    },
    announce: words => {
      heard.textContent = words
    },
  }
}

function noteOf(texts: LiveTexts, kind: 'gone' | 'absent' | 'signIn', onAgain: () => void): HTMLElement[] {
  const { heading, text } = texts[kind]
  const again = element('button', { type: 'button', textContent: texts.again })
  again.addEventListener('click', onAgain)
  const words = element('p', { textContent: text })
  words.setAttribute('role', 'alert')
  return [element('h1', { textContent: heading }), words, again]
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  ...children: Element[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}
