import type { Editor } from '@tiptap/core'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Alignment, BlockKind, Tone } from '../../formats/content.ts'
import type { Rescue } from './rescue/index.ts'
import type { FileLabels, FileUploads } from './uploads/file-uploads.ts'

// A block's kind never touches its text: every kind is the same node.
export type { Alignment, BlockKind, Tone }

/** The colours of words, by name: each theme has its own values, so that words can be read in both. */
export type InkName = 'grey' | 'red' | 'orange' | 'green' | 'blue' | 'violet'
export type HighlightName = 'yellow' | 'green' | 'blue' | 'pink' | 'grey'

/** The name on a caret. It comes from the server's roster, never from the wire's awareness state. */
export type Person = { name: string; color: string }

/** The few texts inside the editor, in the reader's language. */
export type EditorLabels = {
  /** The editor's accessible name. */
  editor: string
  /** Shown in an empty document. */
  placeholder: string
  /** The accessible name of a task's checkbox, when the task has no text of its own yet. */
  checkbox: string
  /** What a screen reader calls a callout. */
  callouts: Record<Tone, string>
}

export type ImageLabels = {
  /** What one is called that says nothing of itself. */
  label: string
  /** What one reads where an image has no caption yet. */
  caption: string
  /** Of an image that another site keeps, by the site's name; and of the button that fetches it. */
  elsewhere: (host: string) => string
  show: string
  /** What stands in the place of one that cannot be shown. */
  broken: string
}

/** The texts of what comes later: see `LateViews`. */
export type RichLabels = {
  /** Of the button that says what code is written in. */
  language: string
  /** What code without a language is called. */
  plainCode: string
  /** Of the field in which one looks for a language. */
  findLanguage: string
  noLanguage: string
  /** What a formula is called, and what one reads where there is none yet. */
  formula: string
  emptyFormula: string
  /** Ahead of what is wrong with a formula. */
  brokenFormula: string
  longFormula: string
  /** Of the list of headings; and what it says where there are none. */
  contents: string
  noHeadings: string
  image: ImageLabels
  file: FileLabels
  /** The document's files, where it has a server that keeps some. */
  uploads?: FileUploads
  /** What folds and unfolds a section whose heading has no words yet. */
  fold: string
}

/** Why an image did not come into the text; nothing else is lost by it. `name`: of the file. */
export type ImageTrouble = {
  reason: 'notAnImage' | 'unreadable' | 'tooLarge' | 'animation' | 'full' | 'notFetched' | 'folder'
  name?: string
}

/** Why a paste or a drop was refused. `limit` is in characters. */
export type RefusedPaste = { reason: 'too-large'; characters: number; limit: number }

export type EditorOptions = {
  /** The content is `doc.getXmlFragment('content')`, the title `doc.getText('title')`. */
  doc: Y.Doc
  awareness: Awareness
  /** Makes remote updates wait until the returned function is called. Taken while composing. */
  hold: () => () => void
  /** Brings back what was written into a block that another moved or deleted; the selection goes along. */
  rescue?: Rescue
  /** Who stands behind an awareness id; the caret of somebody unknown is not shown. */
  person: (awarenessId: number) => Person | undefined
  /** Subscribes to changes of what `person` answers. */
  onPeopleChange: (listener: () => void) => () => void
  editable: boolean
  labels: EditorLabels
  /** Where the editor goes; without it, `editor.mount(element)` shows it later (and `unmount()` hides it). */
  element?: HTMLElement | null
  onRefusedPaste?: (refused: RefusedPaste) => void
  onImageTrouble?: (trouble: ImageTrouble) => void
  richLabels?: () => Promise<RichLabels>
  /** Where this device keeps which sections are unfolded. */
  folds?: FoldStore
}

/** Sections by names of their own. */
export type FoldStore = { read: () => readonly string[]; write: (unfolded: readonly string[]) => void }

/** Tiptap's editor, with the undo manager that it shares with the title. `destroy()` frees everything. */
export type QuireEditor = Editor & { readonly undoManager: Y.UndoManager }

export type MarkName = 'bold' | 'italic' | 'underline' | 'strike' | 'code' | 'subscript' | 'superscript'

/** What the toolbar shows about the selection. */
export type SelectionDescription = {
  /** The kind of every selected block; undefined when they differ, or when a rule is selected. */
  kind: BlockKind | undefined
  /** 1–3 for headings, 0 otherwise. */
  level: number
  indent: number
  checked: boolean
  /** Of a callout; undefined where there is none, or several differ. */
  tone: Tone | undefined
  /** Undefined where the selected blocks differ, or none can be aligned. */
  align: Alignment | undefined
  marks: Record<MarkName, boolean>
  ink: InkName | undefined
  highlight: HighlightName | undefined
  /** Of code; undefined where there is none, or several differ. */
  language: string | undefined
  /** The href of the link around the selection. */
  link: string | undefined
  canUndo: boolean
  canRedo: boolean
  /** The selection is in a table, or is one. */
  inTable: boolean
  /** Nothing is selected: the selection is a caret. */
  empty: boolean
}
