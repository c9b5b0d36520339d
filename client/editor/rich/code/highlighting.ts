import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { textUpTo } from '../../commands/shortcut-rules.ts'
import { attributesOf, kindOf } from '../../schema/block-attributes.ts'
import { findLanguage, type Language } from './languages.ts'
import { isReady, maxPaintable, paint, prepare } from './paint.ts'

type Repainted = { from: number; to: number; decorations: Decoration[] }[]
type Coloured = { node: Node; position: number; language: Language | undefined }

const highlightingKey = new PluginKey<DecorationSet>('highlighting')

/** How long code rests before its colours follow what was typed, and how long colouring goes on at a time. In ms. */
const restMs = 120
const sliceMs = 8

/**
 * Colours code by decorations: nothing of it is in the document. What is typed moves its colours along at once; they are
 * made anew once the typing rests, a slice at a time.
 */
export function highlightingPlugin(): Plugin<DecorationSet> {
  return new Plugin({
    key: highlightingKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, set) {
        const repainted: Repainted = transaction.getMeta(highlightingKey) ?? []
        let next = transaction.docChanged ? set.map(transaction.mapping, transaction.doc) : set
        for (const { from, to, decorations } of repainted) {
          next = next.remove(next.find(from, to)).add(transaction.doc, decorations)
        }
        return next
      },
    },
    props: { decorations: state => highlightingKey.getState(state) },
    view(view) {
      const painter = new Painter(view)
      return {
        update: (_, before) => view.state.doc !== before.doc && painter.paintIn(restMs),
        destroy: () => painter.stop(),
      }
    },
  })
}

class Painter {
  readonly #view: EditorView
  /** How many stretches of each block are coloured, as it is now. */
  readonly #done = new WeakMap<Node, number>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.#view = view
    this.paintIn(0)
  }

  paintIn(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#paint(), ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #paint(): void {
    const view = this.#view
    if (view.isDestroyed) return
    // A composition goes on in the very text that it began in.
    if (view.composing) {
      this.paintIn(restMs)
      return
    }
    const repainted: Repainted = []
    const began = performance.now()
    for (const block of codeIn(view.state)) {
      if (this.#isDone(block)) continue
      const { language } = block
      if (language !== undefined && !isReady(language)) {
        this.#await(language)
        continue
      }
      repainted.push(this.#paintBlock(block))
      if (performance.now() - began < sliceMs) continue
      this.paintIn(0)
      break
    }
    if (repainted.length === 0) return
    view.dispatch(view.state.tr.setMeta(highlightingKey, repainted).setMeta('addToHistory', false))
  }

  #await(language: Language): void {
    prepare(language).then(
      () => this.#timer !== undefined && this.paintIn(0),
      // Without a network, code stays plain: the next change of the document asks again.
      () => undefined,
    )
  }

  #isDone({ node, position, language }: Coloured): boolean {
    const count = this.#done.get(node)
    if (count === 0) return true
    const set = highlightingKey.getState(this.#view.state)
    const isColoured = (set?.find(position, position + node.nodeSize).length ?? 0) > 0
    return language === undefined ? !isColoured : isColoured && count !== undefined
  }

  #paintBlock({ node, position, language }: Coloured): Repainted[number] {
    const text = textUpTo(node, node.content.size)
    const painted = language === undefined || text.length > maxPaintable ? [] : paint(text, language)
    const decorations = painted.map(({ from, to, className }) =>
      Decoration.inline(position + 1 + from, position + 1 + to, { class: className }),
    )
    this.#done.set(node, decorations.length)
    return { from: position, to: position + node.nodeSize, decorations }
  }
}

/** Code without a language is looked at as well: it may still have the colours of one. */
function codeIn(state: EditorState): Coloured[] {
  const blocks: Coloured[] = []
  state.doc.descendants((node, position) => {
    if (kindOf(node) === 'code') {
      blocks.push({ node, position, language: findLanguage(attributesOf(node).language ?? '') })
    }
    return !node.isTextblock
  })
  return blocks
}
