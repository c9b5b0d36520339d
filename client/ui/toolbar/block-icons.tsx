import Heading1 from 'lucide-react/icons/heading-1'
import Heading2 from 'lucide-react/icons/heading-2'
import Heading3 from 'lucide-react/icons/heading-3'
import Info from 'lucide-react/icons/info'
import List from 'lucide-react/icons/list'
import ListCollapse from 'lucide-react/icons/list-collapse'
import ListOrdered from 'lucide-react/icons/list-ordered'
import ListTodo from 'lucide-react/icons/list-todo'
import Pilcrow from 'lucide-react/icons/pilcrow'
import SquareCode from 'lucide-react/icons/square-code'
import SquareFunction from 'lucide-react/icons/square-function'
import TextQuote from 'lucide-react/icons/text-quote'
import type { BlockType } from './block-types.ts'

export const blockIcons: Record<BlockType['text'], React.ReactNode> = {
  paragraph: <Pilcrow />,
  heading1: <Heading1 />,
  heading2: <Heading2 />,
  heading3: <Heading3 />,
  bullet: <List />,
  ordered: <ListOrdered />,
  task: <ListTodo />,
  quote: <TextQuote />,
  callout: <Info />,
  code: <SquareCode />,
  toggle: <ListCollapse />,
  math: <SquareFunction />,
}
