import type { RichLabels } from '../../types.ts'
import { element } from '../elements.ts'
import { render } from './render.ts'

/** A formula as it is drawn so far, with what is wrong with it. Of one that is broken, what was last drawn stays, pale. */
export class Preview {
  readonly dom = element('div', { class: 'math-preview' })
  readonly #drawn = element('div', { class: 'math-preview-drawn' })
  readonly #problem = element('p', { class: 'math-preview-problem', role: 'status' })
  readonly #labels: RichLabels
  #shown: string | undefined
  #isHint = false

  constructor(labels: RichLabels) {
    this.#labels = labels
    this.dom.append(this.#drawn, this.#problem)
  }

  show(tex: string, displayMode: boolean): void {
    const rendered = render(tex, displayMode)
    const key = `${rendered.state} ${tex}`
    if (key === this.#shown) return
    this.#shown = key
    const isEmpty = tex.trim() === ''
    if (isEmpty)
      this.#drawn.replaceChildren(element('span', { class: 'math-preview-hint' }, this.#labels.emptyFormula))
    else if (rendered.state === 'drawn') this.#drawn.replaceChildren(rendered.element)
    // One is writing it: what is wrong with it is said below.
    else if (this.#isHint) this.#drawn.replaceChildren()
    this.#isHint = isEmpty
    this.#drawn.toggleAttribute('data-stale', !isEmpty && rendered.state !== 'drawn')
    const problem = isEmpty ? '' : this.#problemOf(rendered)
    if (this.#problem.textContent !== problem) this.#problem.textContent = problem
  }

  #problemOf(rendered: ReturnType<typeof render>): string {
    if (rendered.state === 'broken') return `${this.#labels.brokenFormula} ${rendered.reason}`
    return rendered.state === 'long' ? `${this.#labels.brokenFormula} ${this.#labels.longFormula}` : ''
  }
}
