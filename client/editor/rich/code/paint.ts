import { createLowlight } from 'lowlight'
import type { Language } from './languages.ts'

/** A stretch of code and what it is; in UTF-16 code units from the code's start. */
export type Painted = { from: number; to: number; className: string }

/** Longer code stays plain: colouring it would keep the page from its work, at each key. In characters. */
export const maxPaintable = 30_000

type Tree = ReturnType<ReturnType<typeof createLowlight>['highlight']>
type Child = Tree['children'][number]

const lowlight = createLowlight()
const loading = new Map<string, Promise<void>>()

export function isReady({ id }: Language): boolean {
  return lowlight.registered(id)
}

/** Fetches a grammar once. Rejects where it cannot be fetched; asked again, it tries again. */
export function prepare({ id, load }: Language): Promise<void> {
  const known = loading.get(id)
  if (known !== undefined) return known
  const loaded = load().then(
    grammar => lowlight.register(id, grammar.default),
    error => {
      loading.delete(id)
      throw error
    },
  )
  loading.set(id, loaded)
  return loaded
}

export function paint(code: string, { id }: Language): Painted[] {
  const painted: Painted[] = []
  let at = 0
  const walk = (children: readonly Child[], className: string) => {
    for (const child of children) {
      if (child.type === 'text') {
        if (className !== '') painted.push({ from: at, to: at + child.value.length, className })
        at += child.value.length
      } else if (child.type === 'element') {
        const names = child.properties.className
        const own = Array.isArray(names) ? names.join(' ') : ''
        walk(child.children, own === '' ? className : own)
      }
    }
  }
  walk(lowlight.highlight(id, code).children, '')
  return painted
}
