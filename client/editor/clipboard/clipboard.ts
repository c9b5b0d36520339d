import { Fragment, type Mark, type Node, type ResolvedPos, type Schema, Slice } from '@tiptap/pm/model'
import { Plugin, Selection, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { fromYjs } from '../binding/binding.ts'
import { imagesModule } from '../images/loading.ts'
import { attributesOf, isFigure, isListKind, isSource, kindOf } from '../schema/block-attributes.ts'
import { addressesIn, addressFromTyping } from '../schema/link-address.ts'
import { loadTables, tablesModule } from '../tables/loading.ts'
import type { RefusedPaste } from '../types.ts'
import { whenFree } from '../view/when-free.ts'
import { ClipboardParser } from './clipboard-parser.ts'
import { ClipboardSerializer, plainTextOf, withoutPartialKind } from './clipboard-serializer.ts'
import { fitIndents } from './fit-indents.ts'
import { htmlReader, loadHtmlReader } from './loading.ts'
import { looksLikeMarkdown } from './looks-like-markdown.ts'
import { insertedSize, maxInsertion, refusal } from './size-guard.ts'
import { copiedLanguage, inLanguage } from './vscode.ts'

/** A place that stays with its text: with what comes before it where `side` is -1. */
type KeepPlace = (position: number, side?: -1) => () => number | undefined

/** Copying, pasting and dropping, in and out of other applications. */
export function clipboardPlugin(
  schema: Schema,
  onRefusedPaste: (refused: RefusedPaste) => void,
  keepPlace: KeepPlace,
): Plugin {
  /** Text that was just parsed line by line, and reads as Markdown. */
  let markdown: string | undefined
  return new Plugin({
    filterTransaction(transaction) {
      if (transaction.getMeta(fromYjs) === true) return true
      const size = insertedSize(transaction)
      if (size <= maxInsertion) return true
      onRefusedPaste(refusal(size))
      return false
    },
    props: {
      clipboardParser: new ClipboardParser(schema),
      clipboardSerializer: new ClipboardSerializer(schema),
      clipboardTextSerializer: slice => plainTextOf(slice),
      clipboardTextParser(text, $context, plain) {
        const isText = plain || $context.depth !== 1 || isSource(kindOf($context.parent))
        markdown = !isText && looksLikeMarkdown(text) ? text : undefined
        return linesOf(text, $context, plain)
      },
      transformPastedHTML: html => htmlReader()?.inlineStyleSheets(html) ?? html,
      transformCopied: withoutPartialKind,
      handlePaste(view, event, slice) {
        const text = event.clipboardData?.getData('text/plain') ?? ''
        const isMarkdown = markdown === text && event.clipboardData?.getData('text/html') === ''
        markdown = undefined
        if (isMarkdown) return pasteMarkdown(view, text, slice)
        const blocks = inLanguage(slice, copiedLanguage(event.clipboardData))
        return pasteInCode(view, text) || pasteAddress(view, text) || pasteBlocks(view, blocks)
      },
      handleDOMEvents: {
        // Before anything is parsed: parsing is what takes long.
        paste: (view, event) =>
          refuseEarly(event, event.clipboardData, onRefusedPaste) || awaitCode(view, event, keepPlace),
        drop: (view, event) =>
          refuseEarly(event, event.dataTransfer, onRefusedPaste) || awaitCodeForDrop(view, event, keepPlace),
      },
    },
  })
}

function refuseEarly(
  event: Event,
  transfer: DataTransfer | null,
  onRefusedPaste: (refused: RefusedPaste) => void,
): boolean {
  const size = transfer?.getData('text/plain').length ?? 0
  if (size <= maxInsertion) return false
  event.preventDefault()
  onRefusedPaste(refusal(size))
  return true
}

/** HTML needs the code that reads it, and a table the code for tables: it is pasted once that has come. */
function awaitCode(view: EditorView, event: ClipboardEvent, keepPlace: KeepPlace): boolean {
  const awaited = codeFor(event.clipboardData)
  if (awaited.length === 0) return false
  event.preventDefault()
  pasteAfter(awaited, view, event.clipboardData, keepPlace)
  return true
}

/** What is dragged within the editor is there already, and need not be read. */
function awaitCodeForDrop(view: EditorView, event: DragEvent, keepPlace: KeepPlace): boolean {
  const awaited = view.dragging === null ? codeFor(event.dataTransfer) : []
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY })
  if (awaited.length === 0 || place === null) return false
  event.preventDefault()
  const { tr, doc } = view.state
  view.dispatch(tr.setSelection(Selection.near(doc.resolve(place.pos))))
  pasteAfter(awaited, view, event.dataTransfer, keepPlace)
  return true
}

function pasteAfter(
  awaited: Promise<void>[],
  view: EditorView,
  transfer: DataTransfer | null,
  keepPlace: KeepPlace,
): void {
  // The browser's own is empty once the event is over.
  const kept = new DataTransfer()
  for (const type of transfer?.types ?? [])
    if (type !== 'Files') kept.setData(type, transfer?.getData(type) ?? '')
  const [html, text] = [kept.getData('text/html'), kept.getData('text/plain')]
  const mine: WaitingPaste = { asked: keepSelection(view, keepPlace) }
  const waiting = waitingIn(view)
  waiting.add(mine)
  const paste = async () => {
    const isFree = await whenFree(view)
    waiting.delete(mine)
    if (!isFree) return
    const there = mine.asked()
    const behind = [...waiting].filter(each => there !== undefined && each.asked()?.eq(there))
    const { selection, tr } = view.state
    const isElsewhere = there !== undefined && !there.eq(selection)
    // Whoever has written on meanwhile goes on where they are.
    const goOn = isElsewhere ? keepSelection(view, keepPlace) : undefined
    if (isElsewhere) view.dispatch(tr.setSelection(there))
    const page = html || tablesModule()?.pageOf(text)
    if (page === undefined || htmlReader() === undefined) view.pasteText(text)
    else view.pasteHTML(page, new ClipboardEvent('paste', { clipboardData: kept }))
    const end = keepSelection(view, keepPlace)
    for (const each of behind) each.asked = end
    const back = goOn?.()
    if (back !== undefined) view.dispatch(view.state.tr.setSelection(back))
  }
  Promise.all(awaited).then(paste, paste)
}

/** What is to be pasted once the code for it has come. */
interface WaitingPaste {
  asked: () => Selection | undefined
}

const waitingPastes = new WeakMap<EditorView, Set<WaitingPaste>>()

/** In the order in which they were asked for: what waits for the same place comes behind what was asked for before. */
function waitingIn(view: EditorView): Set<WaitingPaste> {
  const waiting = waitingPastes.get(view) ?? new Set()
  waitingPastes.set(view, waiting)
  return waiting
}

/** Selected text, or a caret: what is written there afterwards comes behind it. */
function keepSelection(view: EditorView, keepPlace: KeepPlace): () => Selection | undefined {
  const { selection } = view.state
  if (!(selection instanceof TextSelection)) return () => undefined
  const start = keepPlace(selection.from, selection.empty ? -1 : undefined)
  const end = keepPlace(selection.to, -1)
  return () => {
    const [from, to] = [start(), end()]
    const { doc } = view.state
    if (from === undefined || to === undefined) return undefined
    return TextSelection.between(doc.resolve(from), doc.resolve(to))
  }
}

function codeFor(transfer: DataTransfer | null): Promise<void>[] {
  const [html, text] = [transfer?.getData('text/html') ?? '', transfer?.getData('text/plain') ?? '']
  const hasTable = html === '' ? text.includes('\t') : /<table/i.test(html)
  const awaited: Promise<void>[] = []
  if (hasTable && tablesModule() === undefined) awaited.push(loadTables())
  // A table of plain text is made a page, too.
  if ((html !== '' || hasTable) && htmlReader() === undefined) awaited.push(loadHtmlReader())
  return awaited
}

/** Each line is a block; a single empty line only parts two blocks. In a list, each line is an item. */
function linesOf(text: string, $context: ResolvedPos, plain: boolean): Slice {
  const { schema } = $context.doc.type
  const goesOn = isListKind(kindOf($context.parent))
  const attributes = goesOn ? { ...attributesOf($context.parent), checked: null, start: null } : null
  const marks = isSource(kindOf($context.parent)) ? [] : $context.marks()
  const blocks = text
    .split(/(?:\r\n?|\n){1,2}/)
    .map(line =>
      schema.node('block', attributes, plain ? textIn(line, marks, schema) : linked(line, marks, schema)),
    )
  return new Slice(Fragment.fromArray(blocks), 1, 1)
}

function textIn(text: string, marks: readonly Mark[], schema: Schema): Node[] {
  return text === '' ? [] : [schema.text(text, marks)]
}

/** Text, with links of the web addresses in it. */
function linked(text: string, marks: readonly Mark[], schema: Schema): Node[] {
  const { link, code, math } = schema.marks
  if (link === undefined || marks.some(({ type }) => type === link || type === code || type === math))
    return textIn(text, marks, schema)
  const nodes: Node[] = []
  let at = 0
  for (const { from, to, href } of addressesIn(text)) {
    nodes.push(...textIn(text.slice(at, from), marks, schema))
    nodes.push(schema.text(text.slice(from, to), link.create({ href }).addToSet(marks)))
    at = to
  }
  return [...nodes, ...textIn(text.slice(at), marks, schema)]
}

/** In code everything is text, its lines are lines of the code. */
function pasteInCode(view: EditorView, text: string): boolean {
  const { $from, $to } = view.state.selection
  if (text === '' || !$from.sameParent($to) || !isSource(kindOf($from.parent))) return false
  const { schema } = view.state
  const inline: Node[] = []
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    if (index > 0) inline.push(schema.node('hardBreak'))
    if (line !== '') inline.push(schema.text(line))
  }
  view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.fromArray(inline), 0, 0)).scrollIntoView())
  return true
}

/** A web address pasted onto selected words links them. */
function pasteAddress(view: EditorView, text: string): boolean {
  const { from, to, empty, $from, $to } = view.state.selection
  const address = /^\s*(?:https?:\/\/|www\.)\S+\s*$/i.test(text) ? addressFromTyping(text) : undefined
  const type = view.state.schema.marks.link
  if (address === undefined || type === undefined || empty || !$from.sameParent($to)) return false
  view.dispatch(view.state.tr.addMark(from, to, type.create({ href: address })).scrollIntoView())
  return true
}

/** Text becomes what it says in Markdown, once the code for that has come; without it, its lines. */
function pasteMarkdown(view: EditorView, text: string, lines: Slice): true {
  const read = async () => {
    const [{ nodesOfMarkdown }] = await Promise.all([import('./markdown-text.ts'), loadTables()])
    const nodes = nodesOfMarkdown(text, view.state.schema)
    const { parent } = view.state.selection.$from
    // What is no plain line does not go on in the words that are there.
    const joins = parent.content.size === 0 || kindOf(nodes[0] ?? parent) === 'paragraph'
    const open = (node: Node | undefined) => (node?.isTextblock ? 1 : 0)
    return new Slice(Fragment.fromArray(nodes), joins ? open(nodes[0]) : 0, open(nodes.at(-1)))
  }
  const paste = async (slice: Slice) => {
    if (await whenFree(view)) pasteBlocks(view, slice)
  }
  read().then(paste, () => paste(lines))
  return true
}

/** Inserts a slice. An empty paragraph takes on what the first pasted block is; other blocks stay what they are. */
function pasteBlocks(view: EditorView, slice: Slice): boolean {
  const { content, fill } = imagesModule()?.lighten(slice.content) ?? { content: slice.content }
  const { firstChild: first, lastChild: last } = content
  if (first === null) return false
  const [openStart, openEnd] = [openOf(first, slice.openStart), openOf(last, slice.openEnd)]
  const transaction = view.state.tr
  if (!transaction.selection.empty) transaction.deleteSelection()
  const { $from } = transaction.selection
  const adopts = kindOf($from.parent) === 'paragraph' && $from.parent.content.size === 0 && openStart > 0
  const position = $from.depth > 0 ? $from.before() : 0
  const fitted = fitIndents(new Slice(content, openStart, openEnd), $from, adopts)
  transaction.replaceSelection(fitted)
  if (adopts) adopt(transaction, position, fitted.content.firstChild ?? first)
  view.dispatch(transaction.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  fill?.(view)
  return true
}

/** An image goes in as it is: what it is pasted beside is not its caption. */
function openOf(block: Node | null, open: number): number {
  return block !== null && isFigure(kindOf(block)) ? 0 : open
}

function adopt(transaction: Transaction, position: number, first: Node): void {
  const block = transaction.doc.nodeAt(position)
  if (block === null || block.type !== first.type) return
  const attributes = attributesOf(first)
  for (const [name, value] of Object.entries(attributes)) {
    if (block.attrs[name] !== value) transaction.setNodeAttribute(position, name, value)
  }
}
