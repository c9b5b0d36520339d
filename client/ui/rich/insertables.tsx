import AtSign from 'lucide-react/icons/at-sign'
import Image from 'lucide-react/icons/image'
import Paperclip from 'lucide-react/icons/paperclip'
import Sigma from 'lucide-react/icons/sigma'
import { loadRich, type QuireEditor, type SlashChoice } from '../../editor/index.ts'
import { imageButtonId } from '../images/image-button.tsx'
import { pickFiles } from '../uploads/pick-files.ts'

export interface Insertable {
  /** A key of `rich:insert` in the texts. */
  id: 'formula' | 'image' | 'file' | 'mention'
  /** In English whatever the page's language, besides the name: many know only these. */
  words: string
  icon: React.ReactNode
  /** What to type instead. */
  markdown?: string
  choice: (editor: QuireEditor) => SlashChoice
}

export const insertables: readonly Insertable[] = [
  {
    id: 'image',
    words: 'image picture photo img figure',
    icon: <Image />,
    choice: () => ({ kind: 'run', run: () => document.getElementById(imageButtonId)?.click() }),
  },
  {
    id: 'file',
    words: 'file attachment upload pdf document video',
    icon: <Paperclip />,
    choice: editor => ({ kind: 'run', run: () => void pickFiles(editor) }),
  },
  {
    id: 'mention',
    words: 'mention person people name at',
    icon: <AtSign />,
    markdown: '@',
    // As if it were typed: the menu of people opens.
    choice: ({ view }) => ({ kind: 'run', run: () => view.dispatch(view.state.tr.insertText('@')) }),
  },
  {
    id: 'formula',
    words: 'math formula inline equation latex tex katex',
    icon: <Sigma />,
    markdown: '$…$',
    choice: editor => ({
      kind: 'run',
      run: () =>
        void withRich(editor, async () => (await import('../../editor/rich/index.ts')).insertFormula(editor)),
    }),
  },
]

async function withRich(editor: QuireEditor, run: () => Promise<unknown>): Promise<void> {
  await loadRich(editor)
  await run()
}
