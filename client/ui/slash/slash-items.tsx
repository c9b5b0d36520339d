import CircleCheck from 'lucide-react/icons/circle-check'
import Minus from 'lucide-react/icons/minus'
import Smile from 'lucide-react/icons/smile'
import Table from 'lucide-react/icons/table'
import TableOfContents from 'lucide-react/icons/table-of-contents'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { SlashChoice } from '../../editor/index.ts'
import type { Translate } from '../../i18n/index.ts'
import { openEmojiAtCaret } from '../emoji/emoji-button.tsx'
import { blockIcons } from '../toolbar/block-icons.tsx'
import { type BlockType, blockTypes } from '../toolbar/block-types.ts'
import type { Findable } from './search.ts'

export interface SlashItem extends Findable {
  id: string
  icon: React.ReactNode
  /** What to type instead. */
  markdown?: string
  choice: SlashChoice
}

/** In English whatever the page's language, besides the name: many know only these. */
const words: Record<BlockType['text'], string> = {
  paragraph: 'text paragraph plain',
  heading1: 'heading title h1 1',
  heading2: 'heading subtitle h2 2',
  heading3: 'heading h3 3',
  bullet: 'bulleted bullet list unordered ul',
  ordered: 'numbered list ordered ol 1.',
  task: 'task todo to-do checkbox check list',
  quote: 'quote blockquote citation',
  callout: 'callout note info tip aside',
  code: 'code block pre',
  toggle: 'toggle details fold collapse accordion',
  math: 'math formula equation latex tex katex',
}

const notInTables = new Set<string>(['rule', 'table', 'contents'])

/** In a table there are blocks of text, and nothing else. */
export function slashItems(t: Translate, inTable: boolean): SlashItem[] {
  return allItems(t).filter(({ choice }) => !inTable || !notInTables.has(choice.kind))
}

function allItems(t: Translate): SlashItem[] {
  const kinds = blockTypes.map(({ text, kind, level, markdown }) => ({
    id: text,
    name: t(`toolbar.${text}`),
    words: words[text],
    icon: blockIcons[text],
    ...(markdown !== undefined && { markdown }),
    choice: {
      kind,
      ...(level !== undefined && { level }),
      ...(kind === 'callout' && { tone: 'info' as const }),
    },
  }))
  const afterCallout = kinds.findIndex(({ id }) => id === 'callout') + 1
  return [
    ...kinds.slice(0, afterCallout),
    {
      id: 'warning',
      name: t('slash.warning'),
      words: 'warning callout caution danger',
      icon: <TriangleAlert />,
      choice: { kind: 'callout', tone: 'warning' },
    },
    {
      id: 'success',
      name: t('slash.success'),
      words: 'success callout done tip',
      icon: <CircleCheck />,
      choice: { kind: 'callout', tone: 'success' },
    },
    ...kinds.slice(afterCallout),
    {
      id: 'table',
      name: t('toolbar.table'),
      words: 'table grid rows columns',
      icon: <Table />,
      choice: { kind: 'table' },
    },
    {
      id: 'rule',
      name: t('toolbar.rule'),
      words: 'divider rule line hr separator',
      icon: <Minus />,
      markdown: '---',
      choice: { kind: 'rule' },
    },
    {
      id: 'contents',
      name: t('toolbar.contents'),
      words: 'toc contents outline index',
      icon: <TableOfContents />,
      markdown: '[TOC]',
      choice: { kind: 'contents' },
    },
    {
      id: 'emoji',
      name: t('toolbar.emoji'),
      words: 'emoji smiley icon symbol',
      icon: <Smile />,
      markdown: ':',
      choice: { kind: 'run', run: openEmojiAtCaret },
    },
  ]
}
