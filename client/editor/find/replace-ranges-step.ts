import { Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model'
import { type Mappable, Step, StepMap, StepResult } from '@tiptap/pm/transform'

/** In the order of the document, without overlap, and each within one block. */
export type Replacement = { from: number; to: number; content: Fragment }

/**
 * Puts other text in many places, and touches nothing in between. A step for each place would copy the list of all
 * blocks as often, which takes seconds for thousands of them.
 */
export class ReplaceRangesStep extends Step {
  readonly replacements: readonly Replacement[]

  constructor(replacements: readonly Replacement[]) {
    super()
    this.replacements = replacements
  }

  override apply(doc: Node): StepResult {
    const children: Node[] = []
    let next = 0
    doc.forEach((child, position) => {
      const end = position + child.nodeSize
      const inside: Replacement[] = []
      for (let each = this.replacements[next]; each && each.from < end; each = this.replacements[++next])
        inside.push(each)
      const within = (at: number) => at - position - 1
      let changed = child
      for (const { from, to, content } of inside.reverse()) {
        changed = changed.replace(within(from), within(to), new Slice(content, 0, 0))
      }
      children.push(changed)
    })
    return StepResult.ok(doc.copy(Fragment.fromArray(children)))
  }

  override getMap(): StepMap {
    return new StepMap(this.replacements.flatMap(({ from, to, content }) => [from, to - from, content.size]))
  }

  override invert(doc: Node): ReplaceRangesStep {
    let shift = 0
    return new ReplaceRangesStep(
      this.replacements.map(({ from, to, content }) => {
        const start = from + shift
        shift += content.size - (to - from)
        return { from: start, to: start + content.size, content: doc.slice(from, to).content }
      }),
    )
  }

  override map(mapping: Mappable): ReplaceRangesStep | null {
    const mapped = this.replacements.flatMap(({ from, to, content }) => {
      const [start, end] = [mapping.mapResult(from, 1), mapping.mapResult(to, -1)]
      return start.deleted && end.deleted
        ? []
        : [{ from: start.pos, to: Math.max(start.pos, end.pos), content }]
    })
    return mapped.length === 0 ? null : new ReplaceRangesStep(mapped)
  }

  override toJSON(): { stepType: string; replacements: unknown[] } {
    const replacements = this.replacements.map(({ from, to, content }) => [from, to, content.toJSON()])
    return { stepType: 'replaceRanges', replacements }
  }

  static override fromJSON(
    schema: Schema,
    { replacements }: { replacements: [number, number, unknown][] },
  ): ReplaceRangesStep {
    return new ReplaceRangesStep(
      replacements.map(([from, to, content]) => ({ from, to, content: Fragment.fromJSON(schema, content) })),
    )
  }
}

Step.jsonID('replaceRanges', ReplaceRangesStep)
