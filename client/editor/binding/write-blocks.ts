import type { Mark, Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { blockAttributeNames, isBlock } from '../schema/block-attributes.ts'
import { tablesModule } from '../tables/loading.ts'
import { type Change, findChange } from './find-change.ts'
import { deleteInline, type Formatting, formatInline, insertInline } from './inline-content.ts'

/** A stretch of text with the same marks. */
type Run = { text: string; marks: readonly Mark[] }

/** A new child of the content. A block has its text from the start: two who begin to type in it write to the same one. */
export function createElement(node: Node): Y.XmlElement {
  if (node.type.name === 'table') return tablesModule()?.create(node) ?? new Y.XmlElement('table')
  if (!isBlock(node)) return new Y.XmlElement(node.type.name)
  const element = new Y.XmlElement('block')
  for (const name of blockAttributeNames) {
    if (node.attrs[name] !== null) element.setAttribute(name, node.attrs[name])
  }
  const text = new Y.XmlText()
  text.applyDelta(runsOf(node).map(run => ({ insert: run.text, attributes: formattingOf(run.marks) })))
  element.insert(0, [text])
  return element
}

/**
 * `caret`: its offset in the new version, if it is in this block. It settles where an ambiguous change took place: which
 * of two equal letters was typed. `changes`: where several stretches of text changed at once, in the old version.
 */
type Hints = { caret: number | undefined; changes?: readonly Change[] | undefined }

/**
 * Writes to `element` what differs between two versions of its block: attributes one by one, the text that changed and
 * none beside it, marks where they changed.
 */
export function updateElement(
  element: Y.XmlElement,
  before: Node,
  after: Node,
  { caret, changes }: Hints,
): void {
  updateAttributes(element, before, after)
  if (before.content === after.content) return
  const oldRuns = runsOf(before)
  const newRuns = runsOf(after)
  let [oldOffset, offset] = [0, 0]
  const stretches =
    changes !== undefined && changes.length > 1
      ? changes
      : [findChange(textOf(oldRuns), textOf(newRuns), caret)]
  for (const change of stretches) {
    const kept = change.start - oldOffset
    updateMarks(
      element,
      offset,
      slice(oldRuns, oldOffset, change.start),
      slice(newRuns, offset, offset + kept),
    )
    offset += kept
    if (change.removed > 0) deleteInline(element, offset, change.removed)
    for (const run of slice(newRuns, offset, offset + change.inserted)) {
      insertInline(element, offset, run.text, formattingOf(run.marks))
      offset += run.text.length
    }
    oldOffset = change.start + change.removed
  }
  const rest = Number.POSITIVE_INFINITY
  updateMarks(element, offset, slice(oldRuns, oldOffset, rest), slice(newRuns, offset, rest))
}

function updateAttributes(element: Y.XmlElement, before: Node, after: Node): void {
  for (const name of blockAttributeNames) {
    const value = after.attrs[name]
    if (before.attrs[name] === value) continue
    if (value === null || value === undefined) element.removeAttribute(name)
    else element.setAttribute(name, value)
  }
}

/** Both lists of runs hold the same text, which begins at `offset`: writes the marks that differ. */
function updateMarks(element: Y.XmlElement, offset: number, before: Run[], after: Run[]): void {
  const olds = before.values()
  const news = after.values()
  let old = take(olds)
  let now = take(news)
  let at = offset
  while (old !== undefined && now !== undefined) {
    const length = Math.min(old.left, now.left)
    const formatting = difference(old.run.marks, now.run.marks)
    if (formatting !== undefined) formatInline(element, at, length, formatting)
    at += length
    old = old.left > length ? { ...old, left: old.left - length } : take(olds)
    now = now.left > length ? { ...now, left: now.left - length } : take(news)
  }
}

function take(runs: Iterator<Run>): { run: Run; left: number } | undefined {
  const next = runs.next()
  return next.done ? undefined : { run: next.value, left: next.value.text.length }
}

function difference(before: readonly Mark[], after: readonly Mark[]): Formatting | undefined {
  const removed = before.filter(mark => !mark.isInSet(after))
  const added = after.filter(mark => !mark.isInSet(before))
  if (removed.length === 0 && added.length === 0) return undefined
  return { ...Object.fromEntries(removed.map(mark => [mark.type.name, null])), ...formattingOf(added) }
}

function formattingOf(marks: readonly Mark[]): Formatting {
  return Object.fromEntries(marks.map(mark => [mark.type.name, { ...mark.attrs }]))
}

function runsOf(block: Node): Run[] {
  const runs: Run[] = []
  block.forEach(child => {
    runs.push({ text: child.isText ? (child.text ?? '') : '\n', marks: child.marks })
  })
  return runs
}

function textOf(runs: Run[]): string {
  return runs.map(run => run.text).join('')
}

function slice(runs: Run[], from: number, to: number): Run[] {
  const cut: Run[] = []
  let start = 0
  for (const run of runs) {
    const text = run.text.slice(Math.max(0, from - start), Math.max(0, to - start))
    if (text !== '') cut.push({ text, marks: run.marks })
    start += run.text.length
  }
  return cut
}
