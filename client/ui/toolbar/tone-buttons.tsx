import CircleCheck from 'lucide-react/icons/circle-check'
import Info from 'lucide-react/icons/info'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { QuireEditor, Tone } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { run } from './run.ts'
import { ToolButton } from './tool-button.tsx'

const tones: readonly { name: Tone; icon: React.ReactNode }[] = [
  { name: 'info', icon: <Info /> },
  { name: 'warning', icon: <TriangleAlert /> },
  { name: 'success', icon: <CircleCheck /> },
]

/** What the callout with the caret is about. */
export function ToneButtons({ editor, tone }: { editor: QuireEditor; tone: Tone | undefined }) {
  const { t } = useTranslation()
  return tones.map(({ name, icon }) => (
    <ToolButton
      key={name}
      label={t(`toolbar.tones.${name}`)}
      pressed={name === tone}
      run={() => run(editor, commands => commands.setTone(name))}
    >
      {icon}
    </ToolButton>
  ))
}
