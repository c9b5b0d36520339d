import { keydownHandler } from '@tiptap/pm/keymap'
import type { Node } from '@tiptap/pm/model'
import {
  type Command,
  type EditorState,
  NodeSelection,
  Plugin,
  Selection,
  TextSelection,
} from '@tiptap/pm/state'
import { indentOf, isFigure, kindOf } from '../schema/block-attributes.ts'

/**
 * Images by keyboard: arrows come to the image, and through it to its caption; Enter goes into the caption, and from there to a line
 * below; what is typed on an image is its caption. No key joins a caption with words outside of it: the image would be lost.
 */
export function imageKeysPlugin(): Plugin {
  const keys = keydownHandler({
    Enter: chain(toTools, toCaption, leaveCaption),
    ArrowDown: chain(unlessFile(toCaption), intoNext('down')),
    ArrowRight: chain(toCaption, intoNext('right')),
    ArrowUp: chain(captionToImage('up'), intoPrevious('up')),
    ArrowLeft: chain(captionToImage('left'), intoPrevious('left')),
    Backspace: chain(captionToImage('start'), imageBefore),
    'Mod-Backspace': chain(captionToImage('start'), imageBefore),
    'Shift-Backspace': chain(captionToImage('start'), imageBefore),
    Delete: chain(captionEnd, imageAfter),
    'Mod-Delete': chain(captionEnd, imageAfter),
  })
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        if (!view.editable) return false
        const isTyping =
          event.keyCode === 229 ||
          event.key === 'Process' ||
          (event.key.length === 1 && !event.ctrlKey && !event.metaKey)
        // Before the browser writes anything: it would write in the image's place.
        if (isTyping) chain(besideFile, toCaption)(view.state, view.dispatch, view)
        return keys(view, event)
      },
    },
  })
}

function chain(...commands: readonly Command[]): Command {
  return (state, dispatch, view) => commands.some(command => command(state, dispatch, view))
}

/** From the image as a whole. */
const toCaption: Command = (state, dispatch) => {
  const { selection } = state
  if (!(selection instanceof NodeSelection) || !isFigure(kindOf(selection.node))) return false
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, selection.to - 1)).scrollIntoView())
  return true
}

function isFileSelected({ selection }: EditorState): boolean {
  return selection instanceof NodeSelection && kindOf(selection.node) === 'file'
}

function unlessFile(command: Command): Command {
  return (state, dispatch, view) => !isFileSelected(state) && command(state, dispatch, view)
}

/** To what can be done with a file: Tab goes on from there, Escape leads back. */
const toTools: Command = (state, _, view) => {
  const drawn = isFileSelected(state) ? view?.nodeDOM(state.selection.from) : undefined
  const tool = drawn instanceof HTMLElement ? drawn.querySelector('a[href]:not([hidden]), button') : null
  if (tool instanceof HTMLElement) tool.focus()
  return tool !== null
}

/** What is typed on a file is a line below it: its name is changed by who goes there. */
const besideFile: Command = (state, dispatch) => {
  if (!isFileSelected(state)) return false
  const { to, $from } = state.selection
  const transaction = state.tr
  const type = $from.nodeAfter?.type
  if (type === undefined) return false
  transaction.insert(to, type.create({ indent: $from.nodeAfter?.attrs.indent }))
  dispatch?.(transaction.setSelection(TextSelection.create(transaction.doc, to + 1)).scrollIntoView())
  return true
}

const leaveCaption: Command = (state, dispatch) => {
  const caption = captionAt(state)
  if (caption === undefined) return false
  const { $to } = state.selection
  const transaction = state.tr
  const line = $to.parent.type.create({ indent: $to.parent.attrs.indent })
  transaction.insert(caption.after, line)
  transaction.setSelection(TextSelection.create(transaction.doc, caption.after + 1))
  dispatch?.(transaction.scrollIntoView())
  return true
}

/** The caption that the caret is in, and where its image begins and ends. */
function captionAt({
  selection: { $from, $to },
}: EditorState): { before: number; after: number; node: Node } | undefined {
  if (!$from.sameParent($to) || !isFigure(kindOf($from.parent))) return undefined
  return { before: $from.before(), after: $from.after(), node: $from.parent }
}

/** From the caption's first line, or its start, to the image as a whole. */
function captionToImage(by: 'up' | 'left' | 'start'): Command {
  return (state, dispatch, view) => {
    const caption = captionAt(state)
    if (caption === undefined || !state.selection.empty) return false
    const isAtEdge =
      by === 'up' ? (view?.endOfTextblock('up') ?? true) : state.selection.$from.parentOffset === 0
    if (!isAtEdge) return false
    dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, caption.before)).scrollIntoView())
    return true
  }
}

/** What follows a caption is not drawn into it. */
const captionEnd: Command = state => {
  const caption = captionAt(state)
  return (
    caption !== undefined &&
    state.selection.empty &&
    state.selection.$from.parentOffset === caption.node.content.size
  )
}

function selectAt(position: number): Command {
  return (state, dispatch) => {
    dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, position)).scrollIntoView())
    return true
  }
}

/** The blocks beside the one with the caret, in the same container. */
function beside({
  doc,
  selection: { $from },
}: EditorState): { previous: Node | null; next: Node | null; before: number; after: number } | undefined {
  if ($from.depth === 0) return undefined
  const [before, after] = [$from.before(), $from.after()]
  return { previous: doc.resolve(before).nodeBefore, next: doc.resolve(after).nodeAfter, before, after }
}

function isImage(node: Node | null): node is Node {
  return node !== null && isFigure(kindOf(node))
}

function intoNext(by: 'down' | 'right'): Command {
  return (state, dispatch, view) => {
    const around = beside(state)
    if (around === undefined || !state.selection.empty || !isImage(around.next)) return false
    const isReversed = by === 'right' && view?.endOfTextblock('right') === false
    if (isReversed || (by === 'down' && view?.endOfTextblock('down') === false)) return false
    return selectAt(around.after)(state, dispatch, view)
  }
}

/** From the block below to the caption above comes by itself; from an image to the block above it as well. */
function intoPrevious(by: 'up' | 'left'): Command {
  return (state, dispatch) => {
    const { selection, doc } = state
    if (!(selection instanceof NodeSelection) || !isImage(selection.node)) return false
    const previous = doc.resolve(selection.from).nodeBefore
    if (previous === null && by === 'left') return true
    const near = previous === null ? undefined : Selection.findFrom(doc.resolve(selection.from), -1)
    if (near == null) return false
    dispatch?.(state.tr.setSelection(near).scrollIntoView())
    return true
  }
}

/** At a block's start, Backspace selects the image above it; an empty block goes. */
const imageBefore: Command = (state, dispatch, view) => {
  const around = beside(state)
  const { $from, empty } = state.selection
  if (around === undefined || !empty || $from.parentOffset > 0 || !isImage(around.previous)) return false
  // First it is made plain, and moved out, as everywhere.
  if (kindOf($from.parent) !== 'paragraph' || indentOf($from.parent) > indentOf(around.previous)) return false
  const image = around.before - around.previous.nodeSize
  if ($from.parent.content.size > 0) return selectAt(image)(state, dispatch, view)
  const transaction = state.tr.delete(around.before, around.after)
  dispatch?.(transaction.setSelection(NodeSelection.create(transaction.doc, image)).scrollIntoView())
  return true
}

/** At a block's end, Delete selects the image below it. */
const imageAfter: Command = (state, dispatch, view) => {
  const around = beside(state)
  const { $from, empty } = state.selection
  if (
    around === undefined ||
    !empty ||
    !isImage(around.next) ||
    $from.parentOffset < $from.parent.content.size
  )
    return false
  return selectAt(around.after)(state, dispatch, view)
}
