import Image from 'lucide-react/icons/image'
import type { QuireEditor } from '../../editor/index.ts'
import { addTexts, useTranslation } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'
import { Popover } from '../parts/popover.tsx'
import { toolTrigger } from '../toolbar/tool-button.tsx'

const ImagePanel = lazily(
  async () => (await Promise.all([import('./image-panel.tsx'), addTexts('rich')]))[0].ImagePanel,
)

/** The slash menu presses it, too. */
export const imageButtonId = 'image-button'

export function ImageButton({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  const label = t('toolbar.image')
  return (
    <Popover
      label={label}
      width={336}
      align="start"
      trigger={toolTrigger(label, <Image />, { id: imageButtonId, opens: ImagePanel })}
    >
      {close => <ImagePanel editor={editor} close={close} />}
    </Popover>
  )
}
