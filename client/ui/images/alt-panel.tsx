import { type FormEvent, useId, useState } from 'react'
import { changeImage } from '../../editor/images/index.ts'
import { focusText, type QuireEditor, type SelectedImage } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'

interface AltPanelProps {
  editor: QuireEditor
  image: SelectedImage
  close: () => void
}

/** What is read where the image is not seen. */
export function AltPanel({ editor, image, close }: AltPanelProps) {
  const { t } = useTranslation('rich')
  const id = useId()
  const [typed, setTyped] = useState(image.alt ?? '')
  const save = (event: FormEvent) => {
    event.preventDefault()
    close()
    focusText(editor)
    changeImage(editor, image.position, { alt: typed.replace(/\s+/g, ' ').trim() || null })
  }
  return (
    <form className="panel" onSubmit={save}>
      <label className="field" htmlFor={id}>
        <span>{t('image.alt')}</span>
        <input
          id={id}
          data-autofocus
          dir="auto"
          maxLength={500}
          autoComplete="off"
          value={typed}
          aria-describedby={`${id}-hint`}
          onChange={event => setTyped(event.target.value)}
        />
      </label>
      <p className="field-hint" id={`${id}-hint`}>
        {t('image.altHint')}
      </p>
      <div className="panel-actions">
        <button type="submit" className="button primary small">
          {t('image.altSave')}
        </button>
      </div>
    </form>
  )
}
