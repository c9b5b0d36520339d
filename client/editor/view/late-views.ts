import type { Node } from '@tiptap/pm/model'
import type { Plugin } from '@tiptap/pm/state'
import type { Decoration, EditorView, NodeView } from '@tiptap/pm/view'
import type { EditorOptions, QuireEditor } from '../types.ts'

export type BlockView = (
  node: Node,
  view: EditorView,
  position: () => number | undefined,
  decorations: readonly Decoration[],
) => NodeView

/** What some blocks are drawn by, and what works in them. */
export type Rich = {
  views: Readonly<Partial<Record<string, BlockView>>>
  plugins: Plugin[]
}

type RichOptions = Pick<EditorOptions, 'richLabels' | 'folds'>

/** What draws code, formulas and the like: it comes once a document holds such a thing. */
export class LateViews {
  rich: Rich | undefined
  readonly #editor: QuireEditor
  readonly #options: RichOptions
  #asked = false

  constructor(editor: QuireEditor, options: RichOptions) {
    this.#editor = editor
    this.#options = options
  }

  /** Until it is there, blocks are drawn as plain ones. */
  want(): void {
    if (this.#asked) return
    this.#asked = true
    this.load().catch(() => {
      // Without a network it may not come: the next such block asks again.
      this.#asked = false
    })
  }

  async load(): Promise<void> {
    const { richLabels = () => Promise.reject(new Error('no texts')), folds } = this.#options
    const [{ createRich }, labels] = await Promise.all([import('../rich/index.ts'), richLabels()])
    this.#use(() => createRich(this.#editor, labels, folds))
  }

  #use(create: () => Rich): void {
    const editor = this.#editor
    if (editor.isDestroyed) return
    // A composition would end with the editor's parts being put together anew.
    if (editor.view.composing) {
      setTimeout(() => this.#use(create), 200)
      return
    }
    const before = new Set(this.rich?.plugins)
    this.rich = create()
    const { plugins } = this.rich
    const [binding, ...others] = editor.state.plugins.filter(plugin => !before.has(plugin))
    if (binding === undefined) return
    // Ahead of what text does by itself, and behind the binding, which sees every change first.
    editor.view.updateState(editor.state.reconfigure({ plugins: [binding, ...plugins, ...others] }))
  }
}
