import ImagePlus from 'lucide-react/icons/image-plus'
import Paperclip from 'lucide-react/icons/paperclip'
import { type FormEvent, useId, useRef, useState } from 'react'
import {
  changeImage,
  ImageRow,
  imageAt,
  insertFiles,
  keepImage,
  rasterTypes,
  readyImage,
  showHost,
  tell,
} from '../../editor/images/index.ts'
import { focusText, loadRich, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { pickFiles } from '../uploads/pick-files.ts'

interface ImagePanelProps {
  editor: QuireEditor
  close: () => void
  /** The image whose place another one takes; without it, images come where the caret is. */
  instead?: number
}

const accepted = rasterTypes.map(type => `image/${type}`).join(',')

/** Images from this device, or one by its address. */
export function ImagePanel({ editor, close, instead }: ImagePanelProps) {
  const { t } = useTranslation('rich')
  const id = useId()
  const file = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [state, setState] = useState<'idle' | 'busy' | 'invalid'>('idle')
  const at = useRef(editor.state.selection.to)
  // Others write while a file is chosen, or an address fetched.
  const [replaced] = useState(() => (instead === undefined ? undefined : keepImage(editor, instead)))

  const takeAny = async () => {
    close()
    await pickFiles(editor, at.current)
  }
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return
    close()
    focusText(editor)
    await loadRich(editor)
    if (replaced === undefined) await insertFiles(editor, files, at.current)
    else if (files[0] !== undefined) await replaceBy(editor, replaced, files[0])
  }
  const fetchIt = async (event: FormEvent) => {
    event.preventDefault()
    if (state === 'busy') return
    setState('busy')
    const parts = await imageAt(typed)
    if (parts?.src == null) return setState('invalid')
    showHost(new URL(parts.src).host)
    close()
    focusText(editor)
    const { src, size } = parts
    if (replaced !== undefined) changeKept(editor, replaced, { src, size })
    else await new ImageRow(editor, at.current).add(parts)
  }

  return (
    <form className="panel image-panel" onSubmit={event => void fetchIt(event)} noValidate>
      <button
        type="button"
        className="button"
        data-autofocus
        aria-describedby={`${id}-kinds`}
        onClick={() => file.current?.click()}
      >
        <ImagePlus />
        {t(instead === undefined ? 'image.choose' : 'image.chooseOne')}
      </button>
      <input
        ref={file}
        type="file"
        accept={accepted}
        multiple={instead === undefined}
        hidden
        onChange={({ currentTarget }) => void take([...(currentTarget.files ?? [])])}
      />
      <p className="field-hint" id={`${id}-kinds`}>
        {t('image.kinds')}
      </p>
      {instead === undefined && (
        <button type="button" className="button" onClick={() => void takeAny()}>
          <Paperclip />
          {t('file.choose')}
        </button>
      )}
      <label className="field" htmlFor={id}>
        <span>{t('image.address')}</span>
        <input
          id={id}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://"
          value={typed}
          aria-invalid={state === 'invalid'}
          aria-describedby={`${id}-invalid ${id}-hint`}
          onChange={event => {
            setTyped(event.target.value)
            setState('idle')
          }}
        />
      </label>
      <p className="field-error" id={`${id}-invalid`} role="alert">
        {state === 'invalid' && t('image.badAddress')}
      </p>
      <p className="field-hint" id={`${id}-hint`}>
        {t('image.addressHint')}
      </p>
      <div className="panel-actions">
        <button type="submit" className="button primary small" aria-busy={state === 'busy'}>
          {t(state === 'busy' ? 'image.adding' : 'image.add')}
        </button>
      </div>
    </form>
  )
}

/** What was said of the image before, its caption first of all, stays. */
async function replaceBy(editor: QuireEditor, place: Place, file: File): Promise<void> {
  const ready = await readyImage(editor, file)
  if ('reason' in ready) tell(editor, [ready])
  else changeKept(editor, place, { src: ready.src, size: ready.size })
}

type Place = () => number | undefined

function changeKept(
  editor: QuireEditor,
  place: Place,
  changes: { src: string | null; size: string | null },
): void {
  const position = editor.isDestroyed ? undefined : place()
  // It may have been a file, or one on its way.
  const noFile = { file: null, upload: null, bytes: null }
  if (position !== undefined) changeImage(editor, position, { ...noFile, ...changes })
}
