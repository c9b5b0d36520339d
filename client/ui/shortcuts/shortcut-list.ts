import type { Translate } from '../../i18n/index.ts'
import { replaceShortcut } from '../find/find-open.ts'
import { focusShortcut } from '../focus/focus-mode.ts'
import { outlineShortcut } from '../outline/outline-open.ts'
import { blockTypes } from '../toolbar/block-types.ts'

export interface ShortcutRow {
  name: string
  /** Of several, each does it. Of what is typed as text, it is the text. */
  keys: readonly string[]
  isTyped?: boolean
}

export interface ShortcutGroup {
  name: string
  rows: readonly ShortcutRow[]
}

/** All shortcuts that there are. */
export function shortcutGroups(t: Translate): ShortcutGroup[] {
  return [
    { name: t('shortcuts.words'), rows: wordRows(t) },
    {
      name: t('shortcuts.blocks'),
      rows: blockTypes.map(({ text, shortcut }) => ({ name: t(`toolbar.${text}`), keys: [shortcut] })),
    },
    { name: t('shortcuts.lines'), rows: lineRows(t) },
    { name: t('shortcuts.around'), rows: aroundRows(t) },
    { name: t('shortcuts.typing'), rows: typedRows(t) },
  ]
}

function wordRows(t: Translate): ShortcutRow[] {
  return [
    { name: t('toolbar.bold'), keys: ['Mod-b'] },
    { name: t('toolbar.italic'), keys: ['Mod-i'] },
    { name: t('toolbar.underline'), keys: ['Mod-u'] },
    { name: t('toolbar.strike'), keys: ['Mod-Shift-s'] },
    { name: t('toolbar.inlineCode'), keys: ['Mod-e'] },
    { name: t('toolbar.link'), keys: ['Mod-k'] },
    { name: t('toolbar.highlight'), keys: ['Mod-Shift-h'] },
    { name: t('toolbar.subscript'), keys: ['Mod-,'] },
    { name: t('toolbar.superscript'), keys: ['Mod-.'] },
    { name: t('toolbar.clearLooks'), keys: ['Mod-\\'] },
  ]
}

function lineRows(t: Translate): ShortcutRow[] {
  return [
    { name: t('shortcuts.newLine'), keys: ['Shift-Enter'] },
    { name: t('shortcuts.tick'), keys: ['Mod-Enter'] },
    { name: t('shortcuts.leaveCode'), keys: ['Mod-Enter'] },
    { name: t('toolbar.indent'), keys: ['Tab'] },
    { name: t('toolbar.outdent'), keys: ['Shift-Tab'] },
    { name: t('shortcuts.alignStart'), keys: ['Mod-Shift-l'] },
    { name: t('shortcuts.alignCenter'), keys: ['Mod-Shift-e'] },
    { name: t('shortcuts.alignEnd'), keys: ['Mod-Shift-r'] },
    { name: t('blocks:block.menu'), keys: ['Mod-Alt-b'] },
    { name: t('blocks:block.up'), keys: ['Alt-Shift-↑'] },
    { name: t('blocks:block.down'), keys: ['Alt-Shift-↓'] },
    { name: t('blocks:table.nextCell'), keys: ['Tab'] },
  ]
}

function aroundRows(t: Translate): ShortcutRow[] {
  return [
    { name: t('toolbar.undo'), keys: ['Mod-z'] },
    { name: t('toolbar.redo'), keys: ['Mod-Shift-z', 'Mod-y'] },
    { name: t('shortcuts.go'), keys: ['Mod-k'] },
    { name: t('find.find'), keys: ['Mod-f'] },
    { name: t('find.label'), keys: [replaceShortcut] },
    { name: t('outline.heading'), keys: [outlineShortcut] },
    { name: t('focus.mode'), keys: [focusShortcut] },
    { name: t('shortcuts.menu'), keys: ['/'], isTyped: true },
    { name: t('mention.mention'), keys: ['@'], isTyped: true },
    { name: t('toolbar.emoji'), keys: [':'], isTyped: true },
    { name: t('shortcuts.toolbar'), keys: ['Alt-F10'] },
    { name: t('shortcuts.leave'), keys: ['Escape Tab'] },
    { name: t('shortcuts.sheet'), keys: ['Mod-/', '?'] },
  ]
}

function typedRows(t: Translate): ShortcutRow[] {
  const typed = (name: string, ...keys: string[]) => ({ name, keys, isTyped: true })
  const kinds = blockTypes.flatMap(({ text, markdown }) =>
    markdown === undefined ? [] : [typed(t(`toolbar.${text}`), markdown)],
  )
  return [
    ...kinds,
    typed(t('toolbar.rule'), '---'),
    typed(t('toolbar.bold'), '**…**'),
    typed(t('toolbar.italic'), '*…*', '_…_'),
    typed(t('toolbar.strike'), '~~…~~'),
    typed(t('toolbar.inlineCode'), '`…`'),
    typed(t('toolbar.highlight'), '==…=='),
  ]
}
