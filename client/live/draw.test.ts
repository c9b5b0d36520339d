// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { liveEn } from '../i18n/live/en.ts'
import { draw } from './draw.ts'
import { OwnFiles } from './own-files.ts'

const documentId = 'document-12345678'
const files = new OwnFiles({ documentId, key: undefined })
const drawn = (html: string) => draw(html, { texts: liveEn, files })

it('makes of what is written nothing that runs, looks different, or leads where it must not', () => {
  const hostile = [
    '<p onclick="alert(1)" style="position: fixed; text-align: center">words</p>',
    '<p><script>alert(1)</script><img src="x" onerror="alert(1)"></p>',
    '<p><a href="javascript:alert(1)">link</a><a href="data:text/html,x">link</a></p>',
    '<p><video src="https://quire.example"></video><embed src="https://quire.example"></p>',
    '<form action="/auth/sign-out"><button>press</button><input name="a"></form>',
    '<p><svg><use href="#x"></use></svg><object data="x"></object><style>p { color: red }</style></p>',
    '<figure><img src="javascript:alert(1)"><img src="data:image/svg+xml;base64,PHN2Zz4="></figure>',
    '<p id="root" class="state" data-state="live">words</p>',
    '<template><p onclick="alert(1)">words</p></template>',
  ]
  for (const html of hostile) {
    const element = drawn(`${html}\n`)
    const all = [element, ...element.querySelectorAll('*')]
    for (const each of all) {
      expect(each.tagName, html).toMatch(/^(P|A|DIV|FIGURE|SPAN)$/)
      for (const { name, value } of each.attributes) {
        expect(name, html).toMatch(/^(style|class|role|aria-label|href|rel|target)$/)
        expect(value, html).not.toMatch(/javascript:|fixed|state/)
      }
    }
  }
})

it('keeps links within the page there, and opens others in a window of their own that cannot reach back', () => {
  const [within, out] = drawn(
    '<p><a href="#section-1">a</a><a href="https://quire.example/b">b</a></p>',
  ).children
  expect(within?.getAttribute('target')).toBeNull()
  expect([out?.getAttribute('target'), out?.getAttribute('rel')]).toEqual(['_blank', 'noopener noreferrer'])
})

it('fetches a picture of another site when its reader asks for it, and shows those of the document at once', () => {
  const own = drawn(
    '<figure><img src="data:image/png;base64,AAAA" alt="A" width="4" height="3" style="width: 40%; height: auto"></figure>',
  )
  const image = own.querySelector('img')
  expect([image?.getAttribute('src'), image?.getAttribute('width'), image?.style.width]).toEqual([
    'data:image/png;base64,AAAA',
    '4',
    '40%',
  ])
  const html = '<figure><img src="https://pictures.example/a.png" alt="A chart"></figure>'
  const other = drawn(html)
  expect(other.querySelector('img')).toBeNull()
  expect(other.textContent).toContain('A chart · A picture from pictures.example')
  other.querySelector('button')?.click()
  expect(other.querySelector('img')?.getAttribute('referrerpolicy')).toBe('no-referrer')
  // Also after the next change.
  expect(drawn(html).querySelector('img')?.getAttribute('src')).toBe('https://pictures.example/a.png')
})

it('tells who hears it what a box says, and strikes out no more than what is done', () => {
  const list = drawn(
    '<ul><li><input type="checkbox" checked="" disabled="">done<ul><li><input type="checkbox" disabled="">not yet</li></ul></li></ul>',
  )
  expect([...list.querySelectorAll('[role=img]')].map(box => box.getAttribute('aria-label'))).toEqual([
    'Done:',
    'To do:',
  ])
  expect([...list.querySelectorAll('.words')].map(({ textContent }) => textContent)).toEqual([
    'done',
    'not yet',
  ])
})

it('puts lists and quotes on the side on which their words begin', () => {
  expect(drawn('<ul><li dir="auto">שלום</li><li>abc</li></ul>').outerHTML).toBe(
    '<ul dir="rtl"><li dir="auto">שלום</li><li dir="auto">abc</li></ul>',
  )
  expect(drawn('<blockquote><p>abc</p></blockquote>').getAttribute('dir')).toBeNull()
})

it('leaves sections folded, and formulas what is written until they can be drawn', () => {
  expect(drawn('<details open><summary>s</summary><p>a</p></details>').hasAttribute('open')).toBe(false)
  expect(drawn('<pre><code class="language-math">a^2</code></pre>').textContent).toBe('a^2')
})

it('fetches nothing of another document, whatever a picture names', () => {
  const path = (document: string) => `/api/documents/${document}/files/abc`
  const own = drawn(`<figure><img src="${path(documentId)}" alt="A tree"></figure>`)
  expect(own.querySelector('img')?.getAttribute('src')).toBe(path(documentId))
  for (const src of [
    path('another-document'),
    location.origin + path('another-document'),
    '/auth/sign-out',
  ]) {
    const other = drawn(`<figure><img src="${src}" alt="A tree"><figcaption>caption</figcaption></figure>`)
    expect(other.querySelectorAll('img, button').length).toBe(0)
    expect(other.textContent).toBe('A tree · A picture of another documentcaption')
  }
})
