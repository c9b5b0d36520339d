// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { Article } from './article.ts'
import { risingRun } from './rising-run.ts'

function stage() {
  const parent = document.createElement('article')
  document.body.replaceChildren(parent)
  const drawn: string[] = []
  const article = new Article(parent, {
    draw: html => {
      drawn.push(html)
      const template = document.createElement('template')
      template.innerHTML = html
      const element = template.content.firstElementChild
      if (element === null) throw new Error(`no element: ${html}`)
      return document.importNode(element, true)
    },
    standIn: ({ message }) => Object.assign(document.createElement('p'), { textContent: message }),
  })
  return { parent, article, drawn, words: () => [...parent.children].map(({ textContent }) => textContent) }
}

it('draws what has changed alone, and touches nothing else', () => {
  const { parent, article, drawn, words } = stage()
  article.show(['<p>a</p>', '<p>b</p>', '<p>c</p>', '<p>d</p>'])
  const [a, b, c, d] = parent.children
  drawn.length = 0
  article.show(['<p>new</p>', '<p>a</p>', '<p>b, longer</p>', '<p>d</p>'])
  expect(words()).toEqual(['new', 'a', 'b, longer', 'd'])
  expect(drawn).toEqual(['<p>new</p>', '<p>b, longer</p>'])
  expect([...parent.children].slice(1)).toEqual([a, b, d])
  expect(c?.isConnected).toBe(false)
})

it('keeps the text node in which a reader has selected words, and the words before and behind a change', () => {
  const { parent, article } = stage()
  article.show(['<p>one <b>two</b> three</p>'])
  const text = parent.querySelector('b')?.nextSibling
  article.show(['<p>one, <b>two</b> and three</p>'])
  expect(parent.textContent).toBe('one, two and three')
  expect(parent.querySelector('b')?.nextSibling).toBe(text)
})

it('leaves a section as open as its reader has it, while words in it change', () => {
  const { parent, article } = stage()
  article.show(['<details><summary>s</summary><p>a</p></details>'])
  const details = parent.querySelector('details')
  details?.setAttribute('open', '')
  article.show(['<details><summary>s!</summary><p>a</p><p>b</p></details>'])
  expect(parent.querySelector('details')).toBe(details)
  expect([details?.hasAttribute('open'), details?.textContent]).toEqual([true, 's!ab'])
})

it('shows every document as it is, whatever came before', () => {
  const { article, words } = stage()
  let seed = 7
  const below = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % limit
  }
  let blocks: string[] = []
  for (let round = 0; round < 300; round++) {
    const next = [...blocks]
    for (let i = below(4); i >= 0; i--) {
      const place = below(next.length + 1)
      const what = below(5)
      if (what === 0) next.splice(place, 1 + below(3))
      else if (what === 1) next.unshift(...next.splice(place, 2))
      else next.splice(place, below(2), below(2) === 0 ? `<p>${below(9)}</p>` : `<h2>${below(9)}</h2>`)
    }
    blocks = next
    article.show(blocks)
    expect(words(), `round ${round}`).toEqual(blocks.map(each => each.replace(/<.*?>/g, '')))
  }
})

it('finds the longest run that rises', () => {
  expect(risingRun([3, 0, 1, 2, 9, 4]).length).toBe(4)
  expect(risingRun([])).toEqual([])
  expect(risingRun([2, 1, 0]).length).toBe(1)
})

it('shows all others when one cannot be drawn, and that one as soon as it can', () => {
  const { article, words } = stage()
  article.show(['<p>a</p>', 'nothing', '<p>c</p>'])
  expect(words()).toEqual(['a', 'no element: nothing', 'c'])
  article.show(['<p>a</p>', 'nothing', '<p>c, longer</p>', '<p>d</p>'])
  expect(words()).toEqual(['a', 'no element: nothing', 'c, longer', 'd'])
  article.show(['<p>a</p>', '<p>b</p>', '<p>c, longer</p>', 'nothing'])
  expect(words()).toEqual(['a', 'b', 'c, longer', 'no element: nothing'])
})

it('shows all others when one cannot be made into what it has become', () => {
  const { parent, article, words } = stage()
  article.show(['<p>a</p>', '<p>b</p>', '<p>c</p>'])
  const [, b] = parent.children
  Object.defineProperty(b, 'firstChild', {
    get: () => {
      throw new RangeError('too deep')
    },
  })
  article.show(['<p>a</p>', '<p>b, longer</p>', '<p>c</p>', '<p>d</p>'])
  expect(words()).toEqual(['a', 'too deep', 'c', 'd'])
  article.show(['<p>a</p>', '<p>b, longest</p>', '<p>c</p>', '<p>d</p>'])
  expect(words()).toEqual(['a', 'b, longest', 'c', 'd'])
})
