import type * as Y from 'yjs'
import { findChange } from './binding/find-change.ts'
import { commitComposition, holdWhileComposing } from './view/composition.ts'

export type TitleBinding = {
  doc: Y.Doc
  /** The editor's: undo takes back changes of the title and of the text in the order in which they were made. */
  undoManager: Y.UndoManager
  input: HTMLTextAreaElement | HTMLInputElement
  /** Makes remote updates wait until the returned function is called. Taken while composing. */
  hold: () => () => void
}

type Delta = Y.YTextEvent['delta']

/** Two-way binding of the title, one line of plain text, and an input. Returns its own undo. */
export function bindTitle({ doc, undoManager, input, hold }: TitleBinding): () => void {
  const text = doc.getText('title')
  const origin = { editor: 'title' }
  const listeners = new AbortController()
  const holder = holdWhileComposing(hold, () => commitComposition(input))
  const follow = ({ delta }: Y.YTextEvent, { origin: from }: Y.Transaction) => {
    if (from !== origin) show(input, oneLine(text.toString()), delta)
  }
  input.value = oneLine(text.toString())
  undoManager.addTrackedOrigin(origin)
  text.observe(follow)
  listen(input, listeners.signal, {
    input: () => write(input, text, origin),
    compositionstart: holder.start,
    compositionupdate: event => holder.update(event instanceof CompositionEvent ? event.data : ''),
    compositionend: holder.end,
    // What is written here and what is written in the text are undone apart, however quickly one follows the other.
    focus: () => undoManager.stopCapturing(),
    blur: () => undoManager.stopCapturing(),
  })
  listenForUndo(input, listeners.signal, undoManager)
  return () => {
    if (listeners.signal.aborted) return
    listeners.abort()
    text.unobserve(follow)
    undoManager.removeTrackedOrigin(origin)
    holder.release()
  }
}

function listen(
  input: HTMLElement,
  signal: AbortSignal,
  listeners: Record<string, (event: Event) => void>,
): void {
  for (const [event, listener] of Object.entries(listeners))
    input.addEventListener(event, listener, { signal })
}

/** The browser's own undo knows nothing of others' edits: ours takes its place. */
function listenForUndo(input: TitleBinding['input'], signal: AbortSignal, manager: Y.UndoManager): void {
  const keydown = (event: KeyboardEvent) => {
    // A Korean or Russian keyboard gives its own letter; the key is the same.
    const key = /^[a-z]$/i.test(event.key)
      ? event.key.toLowerCase()
      : event.code.replace('Key', '').toLowerCase()
    if (!(event.metaKey || event.ctrlKey) || event.altKey || event.isComposing || input.readOnly) return
    if (key !== 'z' && key !== 'y') return
    event.preventDefault()
    if (key === 'z' && !event.shiftKey) manager.undo()
    else manager.redo()
  }
  const beforeInput = (event: InputEvent) => {
    if (event.inputType === 'historyUndo') manager.undo()
    else if (event.inputType === 'historyRedo') manager.redo()
    else if (event.inputType !== 'insertLineBreak' && event.inputType !== 'insertParagraph') return
    event.preventDefault()
  }
  // An input and a textarea have the same events, but no common type that says so.
  const target: HTMLElement = input
  target.addEventListener('keydown', keydown, { signal })
  target.addEventListener('beforeinput', beforeInput, { signal })
}

/** Writes the one stretch that the person changed. */
function write(input: TitleBinding['input'], text: Y.Text, origin: unknown): void {
  const value = oneLine(input.value)
  const caret = input.selectionStart ?? undefined
  if (value !== input.value) {
    input.value = value
    if (caret !== undefined) input.setSelectionRange(caret, caret)
  }
  const { start, removed, inserted } = findChange(oneLine(text.toString()), value, caret)
  if (removed === 0 && inserted === 0) return
  text.doc?.transact(() => {
    text.delete(start, removed)
    text.insert(start, value.slice(start, start + inserted))
  }, origin)
}

/** Shows what others made of the title; the caret stays with its words. */
function show(input: TitleBinding['input'], value: string, delta: Delta): void {
  if (input.value === value) return
  const { selectionStart, selectionEnd, selectionDirection } = input
  input.value = value
  if (selectionStart === null || selectionEnd === null || input.ownerDocument.activeElement !== input) return
  const start = moved(selectionStart, delta)
  const end = selectionStart === selectionEnd ? start : moved(selectionEnd, delta)
  input.setSelectionRange(start, end, selectionDirection ?? undefined)
}

/** Where a caret is after a change. What is inserted right at it stays behind it, as in the text. */
function moved(caret: number, delta: Delta): number {
  let at = 0
  let now = caret
  for (const { retain = 0, insert, delete: removed = 0 } of delta) {
    at += retain
    if (at >= now) break
    if (typeof insert === 'string') {
      now += insert.length
      at += insert.length
    }
    now = Math.max(at, now - removed)
  }
  return now
}

/** Each line break as one space, so that places in the title and in the input are the same. */
function oneLine(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]/g, ' ')
}
