import { loadTables, tablesModule } from '../tables/loading.ts'
import type { BlockKind, QuireEditor, Tone } from '../types.ts'
import { setBlockKind } from './block-commands.ts'
import type { HeadingLevel } from './commands.ts'
import { createTrigger, type TypedQuery } from './typed-query.ts'
import { insertBare } from './typing-commands.ts'

/** What a person looks for in the menu of blocks. */
export type Slash = TypedQuery

export type SlashChoice =
  | { kind: BlockKind; level?: HeadingLevel; tone?: Tone }
  | { kind: 'rule' }
  | { kind: 'contents' }
  | { kind: 'table' }
  /** Something else, in the place where the slash was. */
  | { kind: 'run'; run: () => void }

/** Longer than any name of a block: what is typed then is text. */
const slash = createTrigger({ sign: '/', longest: 24 })

export const slashPlugin = slash.plugin

export function slashIn(editor: QuireEditor): Slash | undefined {
  return slash.read(editor.state)
}

/** Closes the menu; the slash stays, as text. */
export const dismissSlash = slash.dismiss

/** Makes of the block what was chosen. That and taking away what was typed for it is one step for undo. */
export function applySlash(editor: QuireEditor, choice: SlashChoice): void {
  slash.apply(editor, transaction => {
    // Once the text is without what was typed for the menu.
    if (choice.kind === 'run') queueMicrotask(choice.run)
    else if (choice.kind === 'rule' || choice.kind === 'contents') insertBare(transaction, choice.kind)
    else if (choice.kind !== 'table')
      setBlockKind(transaction, choice.kind, choice.level ?? null, choice.tone)
  })
  if (choice.kind === 'table') insertTable(editor)
}

function insertTable(editor: QuireEditor): void {
  const insert = () => !editor.isDestroyed && tablesModule()?.insert(editor)
  if (tablesModule() === undefined) loadTables().then(insert, () => undefined)
  else insert()
}
