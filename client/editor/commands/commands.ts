import type { Alignment, BlockKind, HighlightName, InkName, Tone } from '../types.ts'

export type HeadingLevel = 1 | 2 | 3

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    quire: {
      /** Makes every selected block one of this kind; the text stays the very same. */
      setBlockKind: (kind: BlockKind, options?: { level?: HeadingLevel; tone?: Tone }) => ReturnType
      /** As `setBlockKind`, and back to a paragraph where all selected blocks are of this kind already. */
      toggleBlockKind: (kind: BlockKind, options?: { level?: HeadingLevel }) => ReturnType
      indentBlock: () => ReturnType
      outdentBlock: () => ReturnType
      /** Aligns every selected block that can be aligned. */
      setAlignment: (align: Alignment) => ReturnType
      /** Gives the selected callouts another tone; false where there are none. */
      setTone: (tone: Tone) => ReturnType
      /** Ticks the selected tasks, or clears them where all are ticked. */
      toggleChecked: () => ReturnType
      toggleBold: () => ReturnType
      toggleItalic: () => ReturnType
      toggleUnderline: () => ReturnType
      toggleStrike: () => ReturnType
      toggleCode: () => ReturnType
      toggleSubscript: () => ReturnType
      toggleSuperscript: () => ReturnType
      /** Colours words, or with null gives them back the page's own ink. */
      setInk: (color: InkName | null) => ReturnType
      setHighlight: (color: HighlightName | null) => ReturnType
      /** Yellow, or no highlight where all selected words have one. */
      toggleHighlight: () => ReturnType
      /** Takes marks and colours from the selected words, or from what is typed next. */
      clearLooks: () => ReturnType
      /** False where the address is not allowed: only http, https, mailto, tel, and # within the page are. */
      setLink: (link: { href: string }) => ReturnType
      unsetLink: () => ReturnType
      setHorizontalRule: () => ReturnType
      /** Lists the document's headings. */
      insertContents: () => ReturnType
      undo: () => ReturnType
      redo: () => ReturnType
    }
  }
}
