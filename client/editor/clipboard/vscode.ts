import { Fragment, Slice } from '@tiptap/pm/model'
import { attributesOf, isLanguage, kindOf } from '../schema/block-attributes.ts'

/** How Visual Studio Code calls what fences call otherwise. */
const fenceNames: Readonly<Record<string, string>> = {
  javascriptreact: 'jsx',
  'objective-c': 'objectivec',
  shellscript: 'bash',
  typescriptreact: 'tsx',
}

/** What Visual Studio Code says beside the text: the language of the file that it was copied from. */
export function copiedLanguage(transfer: DataTransfer | null): string | undefined {
  const said = transfer?.getData('vscode-editor-data') ?? ''
  const mode = /"mode"\s*:\s*"([^"\\]+)"/.exec(said)?.[1]
  if (mode === undefined || mode === 'plaintext') return undefined
  const language = fenceNames[mode] ?? mode
  return isLanguage(language) ? language : undefined
}

/** Pasted code in the language that it was copied in. */
export function inLanguage(slice: Slice, language: string | undefined): Slice {
  if (language === undefined) return slice
  const blocks = slice.content.content.map(block =>
    kindOf(block) === 'code' && attributesOf(block).language === null
      ? block.type.create({ ...block.attrs, language }, block.content, block.marks)
      : block,
  )
  return new Slice(Fragment.fromArray(blocks), slice.openStart, slice.openEnd)
}
