import type { Node } from '@tiptap/pm/model'
import type { QuireEditor } from '../types.ts'
import { type BlockText, findInNode, type Match, matchOf, textsIn } from './find-in-node.ts'
import type { PatternThread } from './pattern-thread.ts'

type Known = WeakMap<Node, readonly Match[]>
/** Looks into some of these children of the document, at least one. */
type Learn = (unknown: readonly Node[], known: Known) => Promise<void>

/** What one may look for at a time without anybody noticing, in ms. */
const sliceMs = 8
/** So many letters are looked through at a time, elsewhere. */
const mostLetters = 50_000

/** Looks for one thing in a document. What nobody changed since is not looked at again. */
export class Lookup {
  readonly #known: Known = new WeakMap()
  readonly #learn: Learn
  readonly close: () => void

  constructor(learn: Learn, close: () => void = () => {}) {
    this.#learn = learn
    this.close = close
  }

  /** Undefined where nobody wants to know any more. What others write meanwhile is looked at, too. */
  async findAll(editor: QuireEditor, isStale: () => boolean): Promise<Match[] | undefined> {
    for (;;) {
      const { doc } = editor.state
      const unknown = doc.children.filter(child => !this.#known.has(child))
      if (unknown.length === 0) return this.#matchesIn(doc)
      await this.#learn(unknown, this.#known)
      if (isStale() || editor.isDestroyed) return undefined
    }
  }

  #matchesIn(doc: Node): Match[] {
    const matches: Match[] = []
    let position = 0
    for (const child of doc.children) {
      for (const match of this.#known.get(child) ?? [])
        matches.push({ ...match, from: position + match.from, to: position + match.to })
      position += child.nodeSize
    }
    return matches
  }
}

/** Here, and as much at a time as nobody notices: of what takes no longer than the text is long. */
export function lookHere(pattern: RegExp): Lookup {
  return new Lookup(async (unknown, known) => {
    const began = performance.now()
    for (const child of unknown) {
      known.set(child, findInNode(child, pattern))
      if (performance.now() - began < sliceMs) continue
      await new Promise(resume => setTimeout(resume))
      return
    }
  })
}

/** In a thread of its own: whatever the pattern is, the page goes on. */
export function lookInThread(pattern: RegExp, thread: PatternThread): Lookup {
  const learn: Learn = async (unknown, known) => {
    const children: { child: Node; texts: BlockText[] }[] = []
    let letters = 0
    for (const child of unknown) {
      children.push({ child, texts: textsIn(child) })
      letters += child.nodeSize
      if (letters > mostLetters) break
    }
    const found = await thread.search(
      pattern,
      children.flatMap(({ texts }) => texts.map(({ text }) => text)),
    )
    let at = 0
    for (const { child, texts } of children) {
      const matches = texts.flatMap(({ start }) => (found[at++] ?? []).map(hit => matchOf(start, hit)))
      known.set(child, matches)
    }
  }
  return new Lookup(learn, thread.close)
}
