import { Fragment, type Node } from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import { kindOf } from '../schema/block-attributes.ts'
import { dispatchChange } from './insert-image.ts'

/** What may go in at once, in characters of addresses: one update has room for it, and for words. */
const maxAtOnce = 1_000_000

/**
 * Parts content from its pictures, where these are too much for one update: the blocks go in at once, and each picture by itself right
 * behind them. Undo takes all of it back together.
 */
export function lighten(content: Fragment): { content: Fragment; fill: (view: EditorView) => void } {
  const sources = new Map<string, string>()
  if (imagesWeight(content.content) <= maxAtOnce) return { content, fill: () => {} }
  const light = mapped(content, image => {
    const token = `quire:${crypto.randomUUID()}`
    sources.set(token, String(image.attrs.src))
    return image.type.create({ ...image.attrs, src: token }, image.content, image.marks)
  })
  return {
    content: light,
    fill(view) {
      for (const [token, src] of sources) {
        const at = findImage(view.state.doc, token)
        if (at !== undefined) dispatchChange(view, at, { src })
      }
    },
  }
}

export function imagesWeight(blocks: readonly Node[]): number {
  let weight = 0
  const add = (node: Node): boolean => {
    weight += kindOf(node) === 'image' ? String(node.attrs.src ?? '').length : 0
    return !node.isTextblock
  }
  for (const block of blocks) if (add(block)) block.descendants(add)
  return weight
}

/** The words alone. */
export function withoutImages(blocks: readonly Node[]): Node[] {
  const bare = mapped(Fragment.from(blocks), image =>
    image.type.create({ ...image.attrs, src: null }, image.content),
  )
  return [...bare.content]
}

function mapped(content: Fragment, change: (image: Node) => Node): Fragment {
  const nodes: Node[] = []
  content.forEach(node => {
    if (kindOf(node) === 'image' && String(node.attrs.src ?? '').length > 1_000) nodes.push(change(node))
    else nodes.push(node.isTextblock || node.isLeaf ? node : node.copy(mapped(node.content, change)))
  })
  return Fragment.fromArray(nodes)
}

function findImage(doc: Node, src: string): number | undefined {
  let found: number | undefined
  doc.descendants((node, position) => {
    if (kindOf(node) === 'image' && node.attrs.src === src) found = position
    return found === undefined && !node.isTextblock
  })
  return found
}
