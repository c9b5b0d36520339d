import { isOfAKind, patch } from './patch.ts'
import { risingRun } from './rising-run.ts'

interface Shown {
  html: string
  element: Element
}

/** The document's blocks on the page. */
export class Article {
  readonly #parent: Element
  readonly #draw: (html: string) => Element
  #shown: Shown[] = []

  constructor(parent: Element, draw: (html: string) => Element) {
    this.#parent = parent
    this.#draw = draw
  }

  /** Shows these: of those that are there already, nothing is touched. Gives those that were not there. */
  show(blocks: readonly string[]): Element[] {
    const kept = this.#keptIn(blocks)
    const fresh: Element[] = []
    const used = new Set(kept.values())
    const shown = blocks.map((html, index): Shown => {
      const same = kept.get(index)
      if (same !== undefined) return same
      const drawn = this.#draw(html)
      const before = this.#changedAt(index, kept, used)
      if (before !== undefined && isOfAKind(before.element, drawn)) {
        used.add(before)
        kept.set(index, before)
        before.html = html
        patch(before.element, drawn)
        return before
      }
      fresh.push(drawn)
      return { html, element: drawn }
    })
    for (const each of this.#shown) if (!used.has(each)) each.element.remove()
    let at = this.#parent.firstElementChild
    for (const { element } of shown) {
      if (element === at) at = at.nextElementSibling
      else this.#parent.insertBefore(element, at)
    }
    this.#shown = shown
    return fresh
  }

  /** Draws those anew that hold this. */
  redraw(what: string): void {
    for (const each of this.#shown) {
      const { html, element } = each
      if (!html.includes(what)) continue
      const drawn = this.#draw(html)
      if (isOfAKind(element, drawn)) patch(element, drawn)
      else {
        element.replaceWith(drawn)
        each.element = drawn
      }
    }
  }

  /** Of those that are there, those that stay, by their new place: as many as keep their order. */
  #keptIn(blocks: readonly string[]): Map<number, Shown> {
    const places = Map.groupBy(this.#shown.keys(), index => this.#shown[index]?.html)
    const pairs = blocks.flatMap((html, index) => {
      const place = places.get(html)?.shift()
      return place === undefined ? [] : [[index, place] as const]
    })
    const kept = new Map<number, Shown>()
    for (const at of risingRun(pairs.map(([, place]) => place))) {
      const [index = 0, place = 0] = pairs[at] ?? []
      const shown = this.#shown[place]
      if (shown !== undefined) kept.set(index, shown)
    }
    return kept
  }

  /** What stood behind the block before this one, and is not needed elsewhere: most likely it is this one, as it was. */
  #changedAt(index: number, kept: ReadonlyMap<number, Shown>, used: ReadonlySet<Shown>): Shown | undefined {
    const before = kept.get(index - 1)
    if (before === undefined && index > 0) return undefined
    const place = before === undefined ? 0 : this.#shown.indexOf(before) + 1
    const shown = this.#shown[place]
    return shown === undefined || used.has(shown) ? undefined : shown
  }
}
