import type { EditorView } from '@tiptap/pm/view'
import type { RichLabels } from '../../types.ts'
import { openFormulaIn } from './open-formula.ts'
import { Preview } from './preview.ts'

const gap = 6
const margin = 12

/** Under the formula that is being written: how it looks so far. */
export class FormulaPanel {
  readonly #preview: Preview
  readonly #listening = new AbortController()
  readonly #view: EditorView

  constructor(view: EditorView, labels: RichLabels) {
    this.#view = view
    this.#preview = new Preview(labels)
    this.#preview.dom.classList.add('math-panel')
    const { signal } = this.#listening
    for (const event of ['scroll', 'resize'])
      addEventListener(event, () => this.#place(), { signal, passive: true })
    this.update()
  }

  update(): void {
    const { state, dom: text } = this.#view
    const open = openFormulaIn(state)
    const { dom } = this.#preview
    if (open === undefined) {
      dom.remove()
      return
    }
    this.#preview.show(state.doc.textBetween(open.from, open.to, undefined, '\n'), false)
    if (!dom.isConnected) (text.parentElement ?? document.body).append(dom)
    this.#place()
  }

  destroy(): void {
    this.#listening.abort()
    this.#preview.dom.remove()
  }

  #place(): void {
    const { state, isDestroyed } = this.#view
    const { dom } = this.#preview
    const open = isDestroyed ? undefined : openFormulaIn(state)
    if (open === undefined || !dom.isConnected) return
    const start = this.#view.coordsAtPos(open.from)
    const end = this.#view.coordsAtPos(open.to)
    const { width, height } = dom.getBoundingClientRect()
    const isBelow = end.bottom + gap + height < innerHeight - margin || start.top < height + gap
    dom.style.top = `${isBelow ? end.bottom + gap : start.top - gap - height}px`
    dom.style.left = `${Math.max(margin, Math.min(start.left, innerWidth - width - margin))}px`
  }
}
