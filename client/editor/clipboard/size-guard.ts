import type { Fragment } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { ReplaceAroundStep, ReplaceStep } from '@tiptap/pm/transform'
import type { RefusedPaste } from '../types.ts'

/**
 * The largest insertion, in characters. It becomes one update, which the server takes up to 4 MiB: a million
 * characters of three bytes each are below that.
 */
export const maxInsertion = 1_000_000

/** What a block and a marked stretch of text cost in an update, in characters of three bytes. */
const blockWeight = 12
const markWeight = 8

export function insertedSize(transaction: Transaction): number {
  let size = 0
  for (const step of transaction.steps) {
    if (step instanceof ReplaceStep || step instanceof ReplaceAroundStep) size += weightOf(step.slice.content)
  }
  return size
}

export function weightOf(content: Fragment): number {
  let weight = 0
  content.descendants(node => {
    weight += node.isInline ? node.nodeSize : blockWeight
    // Of three characters of its address one counts: they are of one byte each.
    weight += String(node.attrs.src ?? '').length / 3
    for (const { attrs } of node.marks) weight += markWeight + String(attrs.href ?? '').length
  })
  return weight
}

export function refusal(characters: number): RefusedPaste {
  return { reason: 'too-large', characters, limit: maxInsertion }
}
