import { Fragment, type Node, type Schema } from '@tiptap/pm/model'
import { type Mappable, Step, StepMap, StepResult } from '@tiptap/pm/transform'
import { attributesOf, type BlockAttributes, decodeAttributes, isBlock } from './block-attributes.ts'

/** Blocks by their position, with the attributes that they get. */
export type AttributeChanges = ReadonlyMap<number, BlockAttributes>

/**
 * Changes the attributes of any number of blocks, and nothing else: text, marks and positions stay. ProseMirror's own
 * step does it for one attribute of one block and copies the list of all blocks each time, which takes seconds for
 * all of 5,000 blocks.
 */
export class AttributesStep extends Step {
  readonly changes: AttributeChanges

  constructor(changes: AttributeChanges) {
    super()
    this.changes = changes
  }

  override apply(doc: Node): StepResult {
    let applied = 0
    const change = (parent: Node, start: number): Node => {
      const children: Node[] = []
      parent.forEach((child, offset) => {
        const position = start + offset
        const attributes = isBlock(child) ? this.changes.get(position) : undefined
        if (attributes !== undefined) applied++
        if (attributes !== undefined) children.push(child.type.create(attributes, child.content, child.marks))
        else children.push(this.#isWithin(child, position) ? change(child, position + 1) : child)
      })
      return parent.copy(Fragment.fromArray(children))
    }
    const changed = change(doc, 0)
    if (applied < this.changes.size) return StepResult.fail('no block at the position of an attribute')
    return StepResult.ok(changed)
  }

  /** Something changes in the blocks of a container. */
  #isWithin(node: Node, position: number): boolean {
    if (node.isTextblock || node.isLeaf) return false
    for (const at of this.changes.keys()) if (at > position && at < position + node.nodeSize) return true
    return false
  }

  override getMap(): StepMap {
    return StepMap.empty
  }

  override invert(doc: Node): AttributesStep {
    const before = new Map<number, BlockAttributes>()
    for (const position of this.changes.keys()) {
      const block = doc.nodeAt(position)
      if (block !== null) before.set(position, attributesOf(block))
    }
    return new AttributesStep(before)
  }

  override map(mapping: Mappable): AttributesStep | null {
    const mapped = new Map<number, BlockAttributes>()
    for (const [position, attributes] of this.changes) {
      const { pos, deletedAfter } = mapping.mapResult(position, 1)
      if (!deletedAfter) mapped.set(pos, attributes)
    }
    return mapped.size === 0 ? null : new AttributesStep(mapped)
  }

  override toJSON(): { stepType: string; changes: [number, BlockAttributes][] } {
    return { stepType: 'blockAttributes', changes: [...this.changes] }
  }

  static override fromJSON(_: Schema, { changes }: { changes: [number, BlockAttributes][] }): AttributesStep {
    return new AttributesStep(new Map(changes.map(([at, raw]) => [at, decodeAttributes(raw).attributes])))
  }
}

Step.jsonID('blockAttributes', AttributesStep)
