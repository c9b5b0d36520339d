import type { Node, Schema } from '@tiptap/pm/model'
import '../tables/index.ts'
import '../images/index.ts'
import { ClipboardParser } from '../clipboard/clipboard-parser.ts'
import '../clipboard/html-reader.ts'
import { applyStyleSheets, takeStyleSheets } from '../clipboard/inline-style-sheets.ts'
import { generator } from './write-html.ts'

/** What a page holds; without a title, the title is empty. */
export type PageBlocks = { title: string; blocks: Node[] }

/** Reads a page, as what is pasted is read: structure and emphasis stay, all else goes. Nothing in it runs or is fetched. */
export function readHtml(html: string, schema: Schema): PageBlocks {
  const { rest, sheets } = takeStyleSheets(html)
  const page = new DOMParser().parseFromString(rest, 'text/html')
  const { body } = page
  const ours = page.querySelector('meta[name="generator"]')?.getAttribute('content') === generator
  // How we make a page good to read says nothing about its words.
  if (!ours) applyStyleSheets(sheets, page)
  // A page of ours has its title in its head as well; another heading that stands first is no more than that.
  const isTitled = !ours || oneLine(body.querySelector('h1')?.textContent ?? '') === oneLine(titleOf(page))
  const heading = isTitled ? takeTitle(body) : undefined
  return { title: oneLine(heading ?? (ours ? '' : titleOf(page))), blocks: readBody(body, schema) }
}

export function readBody(body: Element, schema: Schema): Node[] {
  const { content } = new ClipboardParser(schema).parseSlice(body)
  const blocks: Node[] = []
  content.forEach(block => {
    blocks.push(block)
  })
  return blocks
}

/** The first heading, where it is of the first level and the only one of it, is the title; the others rise by one level. */
export function takeTitle(body: HTMLElement): string | undefined {
  const [title, second] = body.querySelectorAll('h1')
  if (title === undefined || second !== undefined || oneLine(title.textContent) === '') return undefined
  if (hasTextBefore(title, body)) return undefined
  const text = title.textContent
  title.remove()
  for (const heading of body.querySelectorAll('h2, h3, h4, h5, h6')) {
    const higher = body.ownerDocument.createElement(`h${Number(heading.tagName[1]) - 1}`)
    for (const { name, value } of heading.attributes) higher.setAttribute(name, value)
    higher.append(...heading.childNodes)
    heading.replaceWith(higher)
  }
  return text
}

function hasTextBefore(element: Element, body: Element): boolean {
  for (let at: Element | null = element; at !== null && at !== body; at = at.parentElement) {
    for (let before = at.previousSibling; before !== null; before = before.previousSibling) {
      if (/\S/.test(before.textContent ?? '') && before.nodeType !== 8) return true
      if (before.nodeName === 'HR' || before.nodeName === 'UL') return true
    }
  }
  return false
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function titleOf(page: Document): string {
  return page.querySelector('head > title')?.textContent ?? ''
}
