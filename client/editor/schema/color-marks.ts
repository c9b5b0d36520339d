import { Mark } from '@tiptap/core'
import type { DOMOutputSpec, Mark as ProseMirrorMark } from '@tiptap/pm/model'
import { highlightValues, inkValues, isHighlight, isInk, nearestHighlight, nearestInk } from './colors.ts'

// Colours are kept by name. Each theme gives the name a value in which words can be read on it.

const color = { color: { default: null, rendered: false } }

export const Ink = Mark.create({
  name: 'ink',
  addAttributes: () => color,
  parseHTML: () => [
    { tag: '[data-ink]', consuming: false, getAttrs: element => known(element.dataset.ink, isInk) },
    {
      style: 'color',
      consuming: false,
      getAttrs: value => known(nearestInk(value), isInk),
    },
  ],
  renderHTML: ({ mark }) => ['span', { 'data-ink': String(mark.attrs.color) }, 0],
})

export const Highlight = Mark.create({
  name: 'highlight',
  addAttributes: () => ({ color: { default: 'yellow', rendered: false } }),
  parseHTML: () => [
    { tag: 'mark', getAttrs: element => ({ color: highlightOf(element) }) },
    {
      style: 'background-color',
      consuming: false,
      getAttrs: value => known(nearestHighlight(value), isHighlight),
    },
  ],
  renderHTML: ({ mark }) => ['mark', { 'data-highlight': String(mark.attrs.color) }, 0],
})

function highlightOf(element: HTMLElement): string {
  const { highlight } = element.dataset
  if (isHighlight(highlight)) return highlight
  return nearestHighlight(element.style.backgroundColor) ?? 'yellow'
}

function known(value: unknown, isKnown: (value: unknown) => boolean): { color: unknown } | false {
  return isKnown(value) ? { color: value } : false
}

/** How colours are written for other applications, which have no names for them. */
export const colorsForOthers: Record<string, (mark: ProseMirrorMark) => DOMOutputSpec> = {
  ink({ attrs }) {
    const value = isInk(attrs.color) ? inkValues[attrs.color] : 'inherit'
    return ['span', { 'data-ink': String(attrs.color), style: `color: ${value}` }, 0]
  },
  highlight({ attrs }) {
    const value = isHighlight(attrs.color) ? highlightValues[attrs.color] : 'yellow'
    return ['mark', { 'data-highlight': String(attrs.color), style: `background-color: ${value}` }, 0]
  },
}
