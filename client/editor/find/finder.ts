import { Fragment } from '@tiptap/pm/model'
import { type EditorState, TextSelection } from '@tiptap/pm/state'
import { DecorationSet } from '@tiptap/pm/view'
import { keepPlace } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'
import { showFound } from '../view/found.ts'
import { showPlace } from '../view/show-place.ts'
import { compilePattern } from './compile-pattern.ts'
import { compileQuery, type Query } from './compile-query.ts'
import type { Match } from './find-in-node.ts'
import { firstFrom, highlight } from './highlight.ts'
import { type Lookup, lookHere, lookInThread } from './lookup.ts'
import { openPatternThread, ThreadFailed, TooSlow } from './pattern-thread.ts'
import { type Replacement, ReplaceRangesStep } from './replace-ranges-step.ts'
import { expand } from './search-texts.ts'

/** What was found: how many there are, and the number of the current one, from 1; 0 where there is none. */
export type Found = { count: number; at: number; searching: boolean; problem?: Problem }

/** Why a pattern finds nothing: it is none, it takes too long, or what looks for it cannot be fetched. */
export type Problem = 'invalid' | 'tooSlow' | 'notFetched'

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
  readonly #openThread: typeof openPatternThread
  readonly #reveal: (match: Match) => void
  readonly #listeners = new Set<() => void>()
  readonly #listening = new AbortController()
  #found: Found = { count: 0, at: 0, searching: false }
  #matches: readonly Match[] = []
  #lookup: Lookup | undefined
  /** Where one looks from: the current match, or where the caret was. Stays with its text whatever others do. */
  #place: () => number | undefined
  #index = -1
  #shown = ''
  #frame: number | undefined
  #run = 0
  #isReplacing = false

  constructor(editor: QuireEditor, reveal: (match: Match) => void, openThread = openPatternThread) {
    this.#editor = editor
    this.#openThread = openThread
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
    this.#lookup?.close()
    this.#lookup = undefined
    const pattern = query.isPattern && query.text !== '' ? compilePattern(query) : compileQuery(query)
    if (pattern !== undefined)
      this.#lookup = query.isPattern ? lookInThread(pattern, this.#openThread()) : lookHere(pattern)
    if (pattern === undefined && query.text !== '') this.#giveUp('invalid')
    else void this.#look('first')
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
    const [replacement] = this.#write([current], text)
    undoManager.stopCapturing()
    this.#place = keepPlace(this.#editor, current.from + (replacement?.content.size ?? 0))
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
    this.#lookup?.close()
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
    if (finding === 'first') this.#tell({ count: this.#found.count, at: this.#found.at, searching: true })
    else if (this.#found.problem !== undefined) return
    const matches = await this.#findAll(() => run !== this.#run || this.#listening.signal.aborted)
    if (matches === undefined) return
    this.#matches = matches
    const from = this.#place() ?? 0
    const next = firstFrom(matches, from)
    this.#index = matches.length === 0 ? -1 : next % matches.length
    this.#paint()
    this.#tell({ count: matches.length, at: this.#index + 1, searching: false })
    const current = matches[this.#index]
    if (finding === 'first' && current !== undefined) this.#show(current)
  }

  /** Undefined where something else is looked for by now, or in another document, or nothing can be. */
  async #findAll(isStale: () => boolean): Promise<Match[] | undefined> {
    const lookup = this.#lookup
    try {
      return lookup === undefined ? [] : await lookup.findAll(this.#editor, isStale)
    } catch (error) {
      if (!(error instanceof TooSlow || error instanceof ThreadFailed)) throw error
      // Closed because something else is looked for: that one tells what it finds.
      if (lookup !== this.#lookup || this.#listening.signal.aborted) return undefined
      lookup?.close()
      this.#lookup = undefined
      this.#giveUp(error instanceof TooSlow ? 'tooSlow' : 'notFetched')
      return undefined
    }
  }

  #giveUp(problem: Problem): void {
    this.#run++
    this.#matches = []
    this.#index = -1
    this.#paint()
    this.#tell({ count: 0, at: 0, searching: false, problem })
  }

  #show(match: Match): void {
    showPlace(this.#editor.view, match.from)
    this.#reveal(match)
  }

  #choose(index: number): void {
    const match = this.#matches[index]
    if (match === undefined) return
    this.#index = index
    this.#place = keepPlace(this.#editor, match.from)
    this.#show(match)
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

  #write(matches: readonly Match[], text: string): readonly Replacement[] {
    const { view } = this.#editor
    const replacements = matches.map(match => replacementOf(view.state, match, text))
    view.dispatch(view.state.tr.step(new ReplaceRangesStep(replacements)))
    return replacements
  }

  #tell(found: Found): void {
    const { count, at, searching, problem } = this.#found
    const isSame = found.count === count && found.at === at && found.problem === problem
    if (isSame && found.searching === searching) return
    this.#found = found
    for (const listener of this.#listeners) listener()
  }
}

function replacementOf({ doc, schema }: EditorState, match: Match, text: string): Replacement {
  const { from, to, groups } = match
  const words = groups === undefined ? text : expand(text, doc.textBetween(from, to, null, '\n'), groups)
  const marks = doc.resolve(from).nodeAfter?.marks ?? []
  return { from, to, content: words === '' ? Fragment.empty : Fragment.from(schema.text(words, marks)) }
}

export function openFinder(
  editor: QuireEditor,
  reveal: (match: Match) => void,
  openThread?: typeof openPatternThread,
): Finder {
  return new Finder(editor, reveal, openThread)
}
