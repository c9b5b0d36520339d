import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { bindingOf } from '../../create-editor.ts'
import { kindOf } from '../../schema/block-attributes.ts'
import type { FoldStore, QuireEditor } from '../../types.ts'

/** So long after the last change it is kept, in ms. */
const settleInMs = 500

const memories = new WeakMap<QuireEditor, FoldMemory>()

/** One for each editor: its parts may be put together anew. */
export function foldMemory(editor: QuireEditor, store: FoldStore | undefined): FoldMemory | undefined {
  const fragment = bindingOf(editor)?.fragment
  if (store === undefined || fragment === undefined) return undefined
  const known = memories.get(editor) ?? new FoldMemory(fragment, store)
  memories.set(editor, known)
  return known
}

/** Which sections this device had unfolded. A section is known by what it is in Yjs, wherever it stands by now. */
export class FoldMemory {
  readonly #fragment: Y.XmlFragment
  readonly #store: FoldStore
  /** Those that have not come yet: a document may come in parts. */
  readonly #awaited: Set<string>
  #timer: ReturnType<typeof setTimeout> | undefined
  #pending: (() => void) | undefined

  constructor(fragment: Y.XmlFragment, store: FoldStore) {
    this.#fragment = fragment
    this.#store = store
    this.#awaited = new Set(store.read())
  }

  /** The places of those that are there now, each told once. */
  recall(doc: Node): number[] {
    if (this.#awaited.size === 0) return []
    return this.#sections(doc).flatMap(({ name, at }) => (this.#awaited.delete(name) ? [at] : []))
  }

  /** Keeps what is unfolded, in a moment. `now` tells it then. */
  keep(now: () => { doc: Node; unfolded: ReadonlySet<number> }): void {
    this.#pending = () => {
      const { doc, unfolded } = now()
      const names = this.#sections(doc).flatMap(({ name, at }) => (unfolded.has(at) ? [name] : []))
      const next = [...names, ...this.#awaited]
      if (next.join() !== this.#store.read().join()) this.#store.write(next)
    }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.flush, settleInMs)
  }

  readonly flush = (): void => {
    clearTimeout(this.#timer)
    this.#pending?.()
    this.#pending = undefined
  }

  #sections(doc: Node): { name: string; at: number }[] {
    const elements = this.#fragment.toArray()
    const sections: { name: string; at: number }[] = []
    // While the two differ nobody knows which is which.
    if (elements.length !== doc.childCount) return sections
    doc.forEach((block, at, index) => {
      const element = elements[index]
      if (kindOf(block) !== 'toggle' || !(element instanceof Y.XmlElement)) return
      const id = element._item?.id
      if (id !== undefined) sections.push({ name: `${id.client}-${id.clock}`, at })
    })
    return sections
  }
}
