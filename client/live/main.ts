import { chooseLanguage, type Language } from '../i18n/language.ts'
import { liveTexts } from '../i18n/live/index.ts'
import '../styles/live.css'
import { holdPlace } from './anchor.ts'
import { Article } from './article.ts'
import { draw } from './draw.ts'
import { Following } from './follow.ts'
import { fetchFormulas } from './formulas.ts'
import { OwnFiles } from './own-files.ts'
import { openPage } from './page.ts'
import { blocksOf, type Known } from './told.ts'

/** Who does not look for so long holds nothing at the server, and catches up when they look again. */
const hiddenForMs = 60_000

const id = location.pathname.split('/')[2] ?? ''
/** The secret of the link: browsers send it to nobody, and so do we, but for this header. */
const key = /^#([\w-]{16,128})$/.exec(location.hash)?.[1]

const language = languageHere()
document.documentElement.lang = language
const texts = liveTexts[language]
const root = document.getElementById('root')
if (root === null) throw new Error('live.html has no #root')

const page = openPage({
  root,
  texts,
  address: `/d/${id}${key === undefined ? '' : `#${key}`}`,
  onAgain: () => following.start(),
})
const files = new OwnFiles({ documentId: id, key })
const openArticle = () => new Article(page.article, { draw: html => draw(html, { texts, files }), standIn })
let article = openArticle()

const following = new Following({
  ask: (query, { signal, tag }) =>
    fetch(`/api/documents/${id}/changes?${query}`, {
      signal,
      cache: 'no-store',
      headers: {
        ...(key !== undefined && { 'x-quire-link': key }),
        ...(tag !== undefined && { 'if-none-match': tag }),
      },
    }),
  show,
  onState: state => {
    page.setState(state)
    // What is not shared any more is not kept either.
    if (page.article.childElementCount > 0) return
    article = openArticle()
    files.release(page.article)
  },
  onTrouble: error => reportError(error),
})

let hasShown = false

function show({ title, pieces }: Known): void {
  const putBack = holdPlace(page.article)
  page.setTitle(title)
  const blocks = blocksOf(pieces)
  page.setEmpty(blocks.length === 0)
  const fresh = article.show(blocks)
  files.release(page.article)
  putBack()
  if (hasShown && fresh.length <= 20) for (const element of fresh) appear(element)
  hasShown = true
  void drawFormulas()
}

/** Where a block cannot be drawn: the others can. */
function standIn(error: Error): Element {
  reportError(error)
  const place = document.createElement('p')
  place.className = 'undrawn'
  place.textContent = texts.undrawn
  return place
}

/** New words come calmly. */
function appear(element: Element): void {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches)
    element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 400, easing: 'ease-out' })
}

async function drawFormulas(): Promise<void> {
  if (!(await fetchFormulas())) return
  const putBack = holdPlace(page.article)
  article.redraw('language-math')
  putBack()
}

function languageHere(): Language {
  // What is chosen in the app holds here, too; theme.js has read it.
  const chosen = document.documentElement.lang
  try {
    if (localStorage.getItem('quire:language') !== null) return chooseLanguage([chosen])
  } catch (error) {
    // In another site's frame there may be no storage.
    if (!(error instanceof DOMException)) throw error
  }
  return chooseLanguage(navigator.languages)
}

/** The fragment is the link's secret: what leads to a place in the document must not replace it. */
page.article.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null
  if (link === null) return
  event.preventDefault()
  const target = page.article.querySelector(`[id="${CSS.escape(link.getAttribute('href')?.slice(1) ?? '')}"]`)
  if (!(target instanceof HTMLElement)) return
  target.scrollIntoView({ block: 'start' })
  target.tabIndex = -1
  target.focus({ preventScroll: true })
})

/** A file that only who shows the key of the link is given. */
page.article.addEventListener('click', async event => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const path = link?.dataset.file
  if (link == null || path === undefined) return
  event.preventDefault()
  if (link.ariaBusy === 'true') return
  const say = (words: string) => {
    link.dataset.says = words
    page.announce(words)
  }
  link.ariaBusy = 'true'
  say(texts.fetching)
  const isSaved = await files.save(path)
  link.ariaBusy = null
  say(isSaved ? '' : texts.notFetched)
})

let hiding: ReturnType<typeof setTimeout> | undefined
let isAway = false

document.addEventListener('visibilitychange', () => {
  clearTimeout(hiding)
  if (document.hidden) {
    hiding = setTimeout(() => {
      isAway = true
      following.stop()
    }, hiddenForMs)
  } else if (isAway) {
    isAway = false
    following.start()
  } else following.hurry()
})
addEventListener('online', () => following.hurry())
addEventListener('pagehide', () => following.stop())
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) following.start()
})

// On paper all is unfolded.
let folded: HTMLDetailsElement[] = []
addEventListener('beforeprint', () => {
  folded = [...page.article.querySelectorAll('details')].filter(({ open }) => !open)
  for (const details of folded) details.open = true
})
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false
})

following.start()
