import ImageUp from 'lucide-react/icons/image-up'
import Trash from 'lucide-react/icons/trash'
import { useRef } from 'react'
import { deleteBlocks } from '../../editor/blocks/index.ts'
import { changeImage } from '../../editor/images/index.ts'
import { type QuireEditor, selectedImage } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { useFloatingKeys } from '../bubble/use-floating.ts'
import { Popover } from '../parts/popover.tsx'
import { useIsNarrow } from '../parts/use-is-narrow.ts'
import { alignmentIcons, alignments } from '../toolbar/alignment-menu.tsx'
import { run } from '../toolbar/run.ts'
import { useSelection } from '../toolbar/selection.ts'
import { ToolButton, toolTrigger } from '../toolbar/tool-button.tsx'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { AltPanel } from './alt-panel.tsx'
import { ImagePanel } from './image-panel.tsx'
import { useImagePlace } from './use-image-place.ts'

const shares = [25, 50, 75, 100] as const

/** Width, alignment, description, another image, none: above the image that is selected. */
export function ImageBar({ editor, position }: { editor: QuireEditor; position: number }) {
  const { t } = useTranslation('rich')
  const { t: main } = useTranslation()
  // On a phone, alignment is in the toolbar alone.
  const isNarrow = useIsNarrow()
  const bar = useRef<HTMLDivElement>(null)
  const { align } = useSelection(editor)
  const image = selectedImage(editor)
  const roving = useRovingFocus(bar, { back: 'ArrowLeft', forward: 'ArrowRight' })
  useImagePlace(bar, editor, position)
  useFloatingKeys(bar, editor)
  if (image === undefined) return null
  const { alt, width } = image
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={alt === null ? t('image.label') : `${t('image.label')}: ${alt}`}
      aria-controls="text"
      className="bubble image-bar"
      // The image stays selected; fields in a panel want the focus.
      onMouseDown={event => {
        if (event.target instanceof Element && event.target.closest('[popover]') === null)
          event.preventDefault()
      }}
      {...roving}
    >
      {shares.map(percent => (
        <ToolButton
          key={percent}
          label={t('image.width', { percent })}
          pressed={width === percent}
          run={() => changeImage(editor, position, { width: width === percent ? null : percent })}
        >
          <span className="image-share" aria-hidden="true">
            {percent}
          </span>
        </ToolButton>
      ))}
      {!isNarrow && (
        <>
          <span className="image-bar-gap" />
          {alignments.map(({ name, shortcut }) => (
            <ToolButton
              key={name}
              label={`${main('toolbar.align')}: ${main(`toolbar.aligned.${name}`)}`}
              shortcut={shortcut}
              pressed={align === name}
              run={() => run(editor, commands => commands.setAlignment(name))}
            >
              {alignmentIcons[name]}
            </ToolButton>
          ))}
        </>
      )}
      <span className="image-bar-gap" />
      <Popover
        label={t('image.alt')}
        width={336}
        align="start"
        trigger={toolTrigger(
          t(alt === null ? 'image.noAlt' : 'image.alt'),
          <span aria-hidden="true">{t('image.altShort')}</span>,
          { className: 'image-alt', 'aria-pressed': alt !== null },
        )}
      >
        {close => <AltPanel editor={editor} image={image} close={close} />}
      </Popover>
      <Popover
        label={t('image.replace')}
        width={336}
        align="start"
        trigger={toolTrigger(t('image.replace'), <ImageUp />)}
      >
        {close => <ImagePanel editor={editor} close={close} instead={position} />}
      </Popover>
      <ToolButton label={t('image.remove')} run={() => deleteBlocks(editor)}>
        <Trash />
      </ToolButton>
    </div>
  )
}
