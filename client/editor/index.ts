export type { HeadingLevel } from './commands/commands.ts'
export { applyEmoji, dismissEmoji, emojiQueryIn, insertEmoji, isWantedEmoji } from './commands/emoji.ts'
export { applyMention, dismissMention, type Mentioned, mentionQueryIn } from './commands/mention.ts'
export { applySlash, dismissSlash, type Slash, type SlashChoice, slashIn } from './commands/slash.ts'
export type { TypedQuery } from './commands/typed-query.ts'
export { createEditor, isForeign, loadRich, relabel } from './create-editor.ts'
export { describeSelection } from './describe-selection.ts'
export { focusText, isInFirstLine, writeBelow } from './focus-text.ts'
export { handOnFocus } from './hand-on-focus.ts'
export { type SelectedImage, selectedImage } from './images/selected-image.ts'
export { type LinkAtCaret, linkAtCaret } from './link-at-caret.ts'
export { excerpt, plainText } from './plain-text.ts'
export { LateRescue } from './rescue/late-rescue.ts'
export { isFigure, isRichKind, isSource } from './schema/block-attributes.ts'
export { highlightNames, inkNames } from './schema/colors.ts'
export { bindTitle } from './title.ts'
export type {
  Alignment,
  BlockKind,
  EditorLabels,
  EditorOptions,
  FoldStore,
  HighlightName,
  ImageTrouble,
  InkName,
  MarkName,
  Person,
  QuireEditor,
  RefusedPaste,
  RichLabels,
  SelectionDescription,
  Tone,
} from './types.ts'
export type { FileLabels, FileUploads } from './uploads/file-uploads.ts'
