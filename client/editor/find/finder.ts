import { Fragment, type Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { DecorationSet } from '@tiptap/pm/view'
import { keepPlace } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'
import { showFound } from '../view/found.ts'
import { compileQuery, type Query } from './compile-query.ts'
import { findInNode, type Match } from './find-in-node.ts'
import { firstFrom, highlight } from './highlight.ts'
import { ReplaceRangesStep } from './replace-ranges-step.ts'

/** What was found: how many there are, and the number of the current one, from 1; 0 where there is none. */
export type Found = { count: number; at: number; searching: boolean }

/** What one may look for at a time without anybody noticing, in ms. */
const sliceMs = 8
/** So many replacements take about 100 ms with all that follows from them. */
const mostAtOnce = 500
/** How long after a composition its last changes still come in, in ms. */
const settleInMs = 60

type Finding = 'first' | 'again'

/**
 * Looks for words in a document while it is being written, by this person and others. The current match stays the same
 * one as long as its words are there; blocks that nobody changed are not looked at again.
 */
export class Finder {
  readonly #editor: QuireEditor
  readonly #reveal: (match: Match) => void
  readonly #listeners = new Set<() => void>()
  readonly #listening = new AbortController()
  #found: Found = { count: 0, at: 0, searching: false }
  #matches: readonly Match[] = []
  #pattern: RegExp | undefined
  #known = new WeakMap<Node, readonly Match[]>()
  /** Where one looks from: the current match, or where the caret was. Stays with its text whatever others do. */
  #place: () => number | undefined
  #index = -1
  #shown = ''
  #frame: number | undefined
  #run = 0
  #isReplacing = false

  constructor(editor: QuireEditor, reveal: (match: Match) => void) {
    this.#editor = editor
    this.#reveal = reveal
    this.#place = keepPlace(editor, editor.state.selection.from)
    editor.on('transaction', this.#onTransaction)
    const { signal } = this.#listening
    const paint = () => this.#soon(() => this.#paint())
    addEventListener('scroll', paint, { passive: true, signal })
    addEventListener('resize', paint, { signal })
    editor.view.dom.addEventListener(
      'compositionend',
      () => setTimeout(() => this.#look('again'), settleInMs),
      {
        signal,
      },
    )
  }

  readonly get = (): Found => this.#found

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Looks for something else, from the current match on. */
  search(query: Query): void {
    this.#pattern = compileQuery(query)
    this.#known = new WeakMap()
    void this.#look('first')
  }

  /** Begins anew from where the caret is. */
  startAtSelection(): void {
    this.#place = keepPlace(this.#editor, this.#editor.state.selection.from)
  }

  step(by: 1 | -1): void {
    const { length } = this.#matches
    if (length === 0) return
    this.#choose((this.#index + by + length) % length)
  }

  /** Puts `text` in the place of the current match, with its marks, and goes on to the next. */
  replace(text: string): void {
    const current = this.#matches[this.#index]
    if (current === undefined || !this.#mayWrite()) return
    const { undoManager } = this.#editor
    undoManager.stopCapturing()
    this.#write([current], text)
    undoManager.stopCapturing()
    this.#place = keepPlace(this.#editor, current.from + text.length)
    void this.#look('first')
  }

  /**
   * In one step for undo, but as many at a time as nobody notices, from the end: what others write meanwhile stays, and is
   * not replaced where it was replaced already. Resolves with how many there were.
   */
  async replaceAll(text: string): Promise<number> {
    if (this.#matches.length === 0 || this.#found.searching || !this.#mayWrite()) return 0
    const { undoManager } = this.#editor
    const { captureTimeout } = undoManager
    undoManager.stopCapturing()
    undoManager.captureTimeout = Number.POSITIVE_INFINITY
    this.#tell({ ...this.#found, searching: true })
    this.#isReplacing = true
    try {
      return await this.#replaceFromEnd(text)
    } finally {
      this.#isReplacing = false
      undoManager.captureTimeout = captureTimeout
      undoManager.stopCapturing()
      void this.#look('again')
    }
  }

  /** Takes the highlights away, and selects the current match. */
  close(): void {
    this.#run++
    this.#listening.abort()
    this.#editor.off('transaction', this.#onTransaction)
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    if (this.#editor.isDestroyed) return
    const { state, view } = this.#editor
    const transaction = showFound(state.tr, DecorationSet.empty)
    const current = this.#matches[this.#index]
    if (current !== undefined && current.to <= state.doc.content.size)
      transaction.setSelection(TextSelection.create(state.doc, current.from, current.to))
    view.dispatch(transaction)
  }

  readonly #onTransaction = ({ transaction }: { transaction: { docChanged: boolean } }): void => {
    if (transaction.docChanged && !this.#isReplacing) this.#soon(() => this.#look('again'))
  }

  #soon(run: () => void): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      run()
    })
  }

  #mayWrite(): boolean {
    const { isDestroyed, isEditable, view } = this.#editor
    return !isDestroyed && isEditable && !view.composing
  }

  async #look(finding: Finding): Promise<void> {
    const { view } = this.#editor
    // What is being composed must not get another element around it.
    if (this.#editor.isDestroyed || view.composing || this.#isReplacing) return
    const run = ++this.#run
    if (finding === 'first') this.#tell({ ...this.#found, searching: true })
    const matches = await this.#findAll(() => run !== this.#run || this.#listening.signal.aborted)
    if (matches === undefined) return
    this.#matches = matches
    const from = this.#place() ?? 0
    const next = firstFrom(matches, from)
    this.#index = matches.length === 0 ? -1 : next % matches.length
    this.#paint()
    this.#tell({ count: matches.length, at: this.#index + 1, searching: false })
    const current = matches[this.#index]
    if (finding === 'first' && current !== undefined) this.#reveal(current)
  }

  /** Undefined where something else is looked for by now, or in another document. */
  async #findAll(isStale: () => boolean): Promise<Match[] | undefined> {
    const pattern = this.#pattern
    const matches: Match[] = []
    if (pattern === undefined) return matches
    const { doc } = this.#editor.state
    let position = 0
    let began = performance.now()
    for (let index = 0; index < doc.childCount; index++) {
      const child = doc.child(index)
      for (const { from, to } of this.#findIn(child, pattern)) {
        matches.push({ from: position + from, to: position + to })
      }
      position += child.nodeSize
      if (performance.now() - began < sliceMs) continue
      await new Promise(resume => setTimeout(resume))
      if (isStale()) return undefined
      // Others have written meanwhile: what was found is known, and what they wrote is looked at next.
      if (this.#editor.isDestroyed) return undefined
      if (this.#editor.state.doc !== doc) return this.#findAll(isStale)
      began = performance.now()
    }
    return matches
  }

  #findIn(child: Node, pattern: RegExp): readonly Match[] {
    let known = this.#known.get(child)
    if (known === undefined) {
      known = findInNode(child, pattern)
      this.#known.set(child, known)
    }
    return known
  }

  #choose(index: number): void {
    const match = this.#matches[index]
    if (match === undefined) return
    this.#index = index
    this.#place = keepPlace(this.#editor, match.from)
    this.#reveal(match)
    this.#paint()
    this.#tell({ ...this.#found, at: index + 1 })
  }

  #paint(): void {
    const { view } = this.#editor
    if (this.#editor.isDestroyed || view.composing) return
    const current = this.#matches[this.#index]
    this.#shown = highlight(view, this.#matches, { current, shown: this.#shown })
  }

  async #replaceFromEnd(text: string): Promise<number> {
    let replaced = 0
    let matches: readonly Match[] | undefined = this.#matches
    let end: () => number | undefined = () => Number.POSITIVE_INFINITY
    while (matches !== undefined && this.#mayWrite()) {
      const some = matches.slice(0, firstFrom(matches, end() ?? 0)).slice(-mostAtOnce)
      const [first] = some
      if (first === undefined) break
      this.#write(some, text)
      replaced += some.length
      if (some.length < mostAtOnce) break
      end = keepPlace(this.#editor, first.from)
      await new Promise(resume => setTimeout(resume))
      matches = await this.#findAll(() => this.#listening.signal.aborted)
    }
    return replaced
  }

  #write(matches: readonly Match[], text: string): void {
    const { view, schema } = this.#editor
    const { doc, tr } = view.state
    const replacements = matches.map(({ from, to }) => {
      const marks = doc.resolve(from).nodeAfter?.marks ?? []
      return { from, to, content: text === '' ? Fragment.empty : Fragment.from(schema.text(text, marks)) }
    })
    view.dispatch(tr.step(new ReplaceRangesStep(replacements)))
  }

  #tell(found: Found): void {
    const { count, at, searching } = this.#found
    if (found.count === count && found.at === at && found.searching === searching) return
    this.#found = found
    for (const listener of this.#listeners) listener()
  }
}

export function openFinder(editor: QuireEditor, reveal: (match: Match) => void): Finder {
  return new Finder(editor, reveal)
}
