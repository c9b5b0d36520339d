import type { Node } from '@tiptap/pm/model'
import type { StepMap } from '@tiptap/pm/transform'
import { isBlock } from '../schema/block-attributes.ts'

/** `keep`: the old child lives on as the new one (`before` and `after` are indices). The rest was deleted or is new. */
export type Alignment = { before: number; after: number }[]

/** The children that differ: from `start` up to `beforeEnd` in the old document, up to `afterEnd` in the new one. */
export type Difference = { start: number; beforeEnd: number; afterEnd: number }

/** Where the content of what is compared starts in the documents that the steps led from and to. */
export type Starts = { before: number; after: number }

/** How far ahead equal content is looked for, so that replacing everything by a long text stays linear. */
const maxLookahead = 50

/** Unchanged children are the same objects in both documents, so this costs a comparison of pointers for each. */
export function differingChildren(
  before: Node,
  after: Node,
  same: (one: Node, other: Node) => boolean = (one, other) => one === other,
): Difference {
  const shorter = Math.min(before.childCount, after.childCount)
  const last = { before: before.childCount - 1, after: after.childCount - 1 }
  let start = 0
  while (start < shorter && same(before.child(start), after.child(start))) start++
  let end = 0
  while (end < shorter - start && same(before.child(last.before - end), after.child(last.after - end))) end++
  return { start, beforeEnd: before.childCount - end, afterEnd: after.childCount - end }
}

/**
 * Which of the differing blocks are the same block as before. A block that is taken for another loses what somebody
 * else is typing in it, so the steps that led from one document to the other decide: a block lives on where its
 * content's start was mapped to. What the steps replaced is recognised by its content.
 */
export function alignBlocks(
  before: Node,
  after: Node,
  maps: readonly StepMap[],
  { start, beforeEnd, afterEnd }: Difference,
  starts: Starts = { before: 0, after: 0 },
): Alignment {
  const mapped = alignBySteps(before, after, maps, { start, beforeEnd, afterEnd }, starts)
  const alignment: Alignment = []
  let last = { before: start - 1, after: start - 1 }
  for (const pair of [...mapped, { before: beforeEnd, after: afterEnd }]) {
    alignment.push(...alignByContent(before, after, last, pair))
    if (pair.before < beforeEnd) alignment.push(pair)
    last = pair
  }
  return alignment
}

/** Where nothing but what is within the blocks has changed. */
export function alignInPlace({ start, beforeEnd }: Difference): Alignment {
  return Array.from({ length: beforeEnd - start }, (_, index) => ({
    before: start + index,
    after: start + index,
  }))
}

function alignBySteps(
  before: Node,
  after: Node,
  maps: readonly StepMap[],
  range: Difference,
  base: Starts,
): Alignment {
  const starts = new Map<number, number>()
  eachChild(after, range.start, range.afterEnd, (child, position, index) => {
    starts.set(base.after + contentStart(child, position), index)
  })
  const claims = new Map<number, { index: number; likeness: number }>()
  eachChild(before, range.start, range.beforeEnd, (child, position, index) => {
    for (const target of targetsOf(base.before + contentStart(child, position), maps, starts)) {
      if (after.child(target).type !== child.type) continue
      const claim = { index, likeness: likeness(child, after.child(target)) }
      if (claim.likeness > (claims.get(target)?.likeness ?? -1)) claims.set(target, claim)
    }
  })
  const alignment: Alignment = []
  const inOrder = [...claims].sort(([one], [other]) => one - other)
  for (const [target, { index, likeness: alike }] of inOrder) {
    const last = alignment.at(-1)
    if (last === undefined || index > last.before) alignment.push({ before: index, after: target })
    else if (index === last.before && alike > (claims.get(last.after)?.likeness ?? -1)) last.after = target
  }
  return alignment
}

/** Where the start of a block's content went: before what was inserted right there, or behind it. */
function targetsOf(
  start: number,
  maps: readonly StepMap[],
  starts: ReadonlyMap<number, number>,
): ReadonlySet<number> {
  const mapped = ([-1, 1] as const).map(side => maps.reduce((at, map) => map.map(at, side), start))
  return new Set(mapped.flatMap(at => starts.get(at) ?? []))
}

/** Between two kept neighbours: children with equal content, in order. */
function alignByContent(
  before: Node,
  after: Node,
  from: Alignment[number],
  to: Alignment[number],
): Alignment {
  const alignment: Alignment = []
  let next = from.before + 1
  for (let index = from.after + 1; index < to.after; index++) {
    const end = Math.min(to.before, next + maxLookahead)
    for (let candidate = next; candidate < end; candidate++) {
      if (!sameContent(before.child(candidate), after.child(index))) continue
      alignment.push({ before: candidate, after: index })
      next = candidate + 1
      break
    }
  }
  return alignment
}

function sameContent(one: Node, other: Node): boolean {
  if (one.type !== other.type) return false
  return one.content === other.content || (one.content.size > 0 && one.content.eq(other.content))
}

/** How much of `one` is still in `other`, in positions from both ends. */
function likeness(one: Node, other: Node): number {
  const start = one.content.findDiffStart(other.content)
  const end = one.content.findDiffEnd(other.content)
  return start === null || end === null ? Number.POSITIVE_INFINITY : start + one.content.size - end.a
}

function contentStart(child: Node, position: number): number {
  return isBlock(child) ? position + 1 : position
}

function eachChild(
  parent: Node,
  from: number,
  to: number,
  visit: (child: Node, position: number, index: number) => void,
): void {
  let position = 0
  for (let index = 0; index < to; index++) {
    const child = parent.child(index)
    if (index >= from) visit(child, position, index)
    position += child.nodeSize
  }
}
