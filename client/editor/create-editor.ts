import { Editor, Extension } from '@tiptap/core'
import { type Plugin, Plugin as ProseMirrorPlugin } from '@tiptap/pm/state'
import type * as Y from 'yjs'
import { Binding } from './binding/binding.ts'
import { bindingPlugin } from './binding/binding-plugin.ts'
import { toAbsolute, toRelative } from './binding/positions.ts'
import { createUndo, type Undo } from './binding/undo.ts'
import { caretsPlugin } from './carets/carets.ts'
import { writersPlugin } from './carets/writers.ts'
import { clipboardPlugin } from './clipboard/clipboard.ts'
import { commandsExtension } from './commands/commands-extension.ts'
import { emojiQueryPlugin } from './commands/emoji.ts'
import { keyboardPlugins } from './commands/keyboard.ts'
import { mentionQueryPlugin } from './commands/mention.ts'
import { nativeCommandsPlugin } from './commands/native-commands.ts'
import { createShortcuts } from './commands/shortcuts.ts'
import { slashPlugin } from './commands/slash.ts'
import { imageTakingPlugin } from './images/taking.ts'
import type { Rescue } from './rescue/index.ts'
import { schemaExtensions } from './schema/index.ts'
import { tablesModule, whenTablesCome } from './tables/loading.ts'
import type { EditorLabels, EditorOptions, ImageTrouble, QuireEditor } from './types.ts'
import { blockViewPlugin } from './view/block-view.ts'
import { compositionPlugin } from './view/composition.ts'
import { controlsPlugin } from './view/controls-plugin.ts'
import { farBlocksPlugin } from './view/far-blocks.ts'
import { foundPlugin } from './view/found.ts'
import { LateViews } from './view/late-views.ts'
import { linkOpenerPlugin } from './view/link-opener.ts'
import { mentionsPlugin } from './view/mentions.ts'
import { numberingPlugin } from './view/numbering.ts'
import { placeholderPlugin } from './view/placeholder.ts'
import { quickTypingPlugin } from './view/quick-typing.ts'
import './editor.css'

/** An editor on a document. Mount it with `options.element` or `editor.mount(element)`; it writes nothing on load. */
export function createEditor(options: EditorOptions): QuireEditor {
  return new DocumentEditor(options)
}

/** Other texts inside the editor, when the reader changes the language. */
export function relabel(editor: QuireEditor, labels: EditorLabels): void {
  if (!(editor instanceof DocumentEditor)) return
  editor.labels = labels
  if (editor.late.rich) void editor.late.load()
  editor.view.dispatch(editor.state.tr.setMeta('addToHistory', false))
}

/** What draws code, formulas and the like, and what works in them: on its way from now on. */
export async function loadRich(editor: QuireEditor): Promise<void> {
  if (editor instanceof DocumentEditor && editor.late.rich === undefined) await editor.late.load()
}

/**
 * The document holds what this version does not know, and is open for reading only. It may become true, and false
 * again, with any of the editor's `transaction` events.
 */
export function isForeign(editor: QuireEditor): boolean {
  return bindingOf(editor)?.isForeign === true
}

/** What stands between the editor and Yjs; undefined for an editor that was made elsewhere. */
export function bindingOf(editor: QuireEditor): Binding | undefined {
  return editor instanceof DocumentEditor ? editor.binding : undefined
}

/** To whom one says that an image did not come into the text. */
export function imageTroubleOf(editor: QuireEditor): (trouble: ImageTrouble) => void {
  return editor instanceof DocumentEditor ? editor.onImageTrouble : () => {}
}

/** A place that stays with its text, with what comes before it where `side` is -1. Undefined when its text is gone. */
export function keepPlace(editor: QuireEditor, position: number, side: -1 | 0 = 0): () => number | undefined {
  if (!(editor instanceof DocumentEditor)) return () => position
  const { binding } = editor
  const relative = toRelative(binding, position, side)
  return () => toAbsolute(binding, relative, true)
}

class DocumentEditor extends Editor {
  readonly binding: Binding
  readonly undoManager: Y.UndoManager
  labels: EditorLabels
  readonly late: LateViews
  readonly onImageTrouble: (trouble: ImageTrouble) => void
  #destroyed = false
  readonly #stopWaiting: () => void
  readonly #stopFollowing: (() => void) | undefined

  constructor(options: EditorOptions) {
    const plugins = { create: (): Plugin[] => [] }
    super({
      element: null,
      content: null,
      editable: options.editable,
      injectCSS: false,
      enableInputRules: false,
      enablePasteRules: false,
      enableCoreExtensions: {
        keymap: false,
        delete: false,
        drop: false,
        paste: false,
        clipboardTextSerializer: false,
        textDirection: false,
      },
      extensions: [
        ...schemaExtensions,
        commandsExtension(() => this.undoManager),
        Extension.create({ name: 'quirePlugins', addProseMirrorPlugins: () => plugins.create() }),
      ],
    })
    this.labels = options.labels
    this.onImageTrouble = trouble => options.onImageTrouble?.(trouble)
    this.late = new LateViews(this, options)
    this.binding = new Binding(options.doc.getXmlFragment('content'), this.schema)
    const undo = createUndo(this.binding, options.doc.getText('title'))
    this.undoManager = undo.manager
    plugins.create = () => pluginsOf(this, options, undo)
    this.#stopWaiting = whenTablesCome(() => this.#addTables())
    this.#stopFollowing = options.rescue && this.#followMoved(options.rescue)
    if (options.element) this.mount(options.element)
  }

  /** What draws and edits tables comes when there are some. */
  #addTables(): void {
    if (this.isDestroyed) return
    // A composition would be disturbed by the editor's parts being put together anew.
    if (this.view.composing) {
      setTimeout(() => this.#addTables(), 200)
      return
    }
    for (const plugin of tablesModule()?.plugins(this).reverse() ?? [])
      this.registerPlugin(plugin, (added, [binding, ...others]) =>
        binding ? [binding, added, ...others] : [added],
      )
    this.binding.showTables()
  }

  /** The selection goes along with text that was moved, or joined to another. */
  #followMoved(rescue: Rescue): () => void {
    const { binding } = this
    return rescue.watch({
      deleted: read => {
        const { selectionBefore: before } = binding
        if (before === undefined) return () => {}
        const [anchor, head] = [read(before.anchor), read(before.head)]
        return () => binding.moveSelection(before, { anchor: anchor(), head: head() })
      },
      returned: follow => {
        const { selectionBefore: before } = binding
        if (before === undefined) return
        binding.moveSelection(before, { anchor: follow(before.anchor), head: follow(before.head) })
      },
    })
  }

  override destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#stopWaiting()
    this.#stopFollowing?.()
    super.destroy()
    this.binding.destroy()
    this.undoManager.destroy()
  }
}

/** The binding comes first: whatever else follows a change finds it written to Yjs. */
function pluginsOf(editor: DocumentEditor, options: EditorOptions, undo: Undo): Plugin[] {
  const labels = () => editor.labels
  const { binding } = editor
  const shortcuts = createShortcuts(undo.manager)
  return [
    bindingPlugin(binding, () => editor.isEditable && !binding.isForeign),
    ...(tablesModule()?.plugins(editor) ?? []),
    ...(editor.late.rich?.plugins ?? []),
    new ProseMirrorPlugin({ view: view => ({ destroy: undo.restoreSelections(view) }) }),
    undoStepsPlugin(undo),
    imageTakingPlugin(editor, position => keepPlace(editor, position), editor.onImageTrouble),
    clipboardPlugin(
      editor.schema,
      refused => options.onRefusedPaste?.(refused),
      (position, side) => keepPlace(editor, position, side),
    ),
    quickTypingPlugin(),
    shortcuts.plugin,
    slashPlugin(),
    mentionQueryPlugin(),
    emojiQueryPlugin(),
    mentionsPlugin(),
    ...keyboardPlugins(editor, shortcuts),
    nativeCommandsPlugin(editor),
    blockViewPlugin(labels, editor.late),
    controlsPlugin(),
    numberingPlugin(),
    placeholderPlugin(labels),
    foundPlugin(),
    caretsPlugin({ ...options, binding }),
    writersPlugin({ ...options, binding }),
    compositionPlugin(options.hold),
    linkOpenerPlugin(),
    attributesPlugin(editor),
    farBlocksPlugin(),
  ]
}

/** What is cut, pasted or dropped is undone by itself, however quickly it follows what was typed. */
function undoStepsPlugin({ manager }: Undo): Plugin {
  const begin = () => manager.stopCapturing()
  return new ProseMirrorPlugin({ props: { handleDOMEvents: { cut: begin, paste: begin, drop: begin } } })
}

/** How the editor presents itself to screen readers, and to the browser's spelling checker. */
function attributesPlugin(editor: DocumentEditor): Plugin {
  return new ProseMirrorPlugin({
    props: {
      attributes: () => ({
        class: 'quire-editor',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': editor.labels.editor,
        'aria-readonly': String(!editor.options.editable || editor.binding.isForeign),
        spellcheck: 'true',
      }),
    },
  })
}
