export type { HeadingLevel } from './commands/commands.ts'
export { createEditor, isForeign, relabel } from './create-editor.ts'
export { describeSelection } from './describe-selection.ts'
export { focusText } from './focus-text.ts'
export { handOnFocus } from './hand-on-focus.ts'
export { excerpt, plainText } from './plain-text.ts'
export { bindTitle } from './title.ts'
export type {
  BlockKind,
  EditorLabels,
  EditorOptions,
  MarkName,
  Person,
  QuireEditor,
  RefusedPaste,
  SelectionDescription,
} from './types.ts'
