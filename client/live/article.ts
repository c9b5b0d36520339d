import { isOfAKind, patch } from './patch.ts'
import { risingRun } from './rising-run.ts'

interface Shown {
  html: string
  element: Element
}

export interface ArticleOptions {
  draw: (html: string) => Element
  /** What is seen of a block that cannot be drawn. */
  standIn: (error: Error) => Element
}

/** The document's blocks on the page. One that cannot be drawn keeps none of the others away. */
export class Article {
  readonly #parent: Element
  readonly #options: ArticleOptions
  #shown: Shown[] = []

  constructor(parent: Element, options: ArticleOptions) {
    this.#parent = parent
    this.#options = options
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
        this.#patch(before, drawn)
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
      if (isOfAKind(element, drawn)) this.#patch(each, drawn)
      else replace(each, drawn)
    }
  }

  #draw(html: string): Element {
    const { draw, standIn } = this.#options
    try {
      return draw(html)
    } catch (error) {
      return standIn(asError(error))
    }
  }

  #patch(shown: Shown, drawn: Element): void {
    try {
      patch(shown.element, drawn)
    } catch (error) {
      // Nobody knows how far it came, nor what it has taken of what was to come.
      replace(shown, this.#options.standIn(asError(error)))
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

function replace(shown: Shown, drawn: Element): void {
  shown.element.replaceWith(drawn)
  shown.element = drawn
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
