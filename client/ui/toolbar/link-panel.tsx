import ExternalLink from 'lucide-react/icons/external-link'
import Unlink from 'lucide-react/icons/unlink'
import { type FormEvent, useId, useState } from 'react'
import { focusText, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { useShownSelection } from './use-shown-selection.ts'

interface LinkPanelProps {
  editor: QuireEditor
  selection: SelectionDescription
  close: () => void
}

export function LinkPanel({ editor, selection, close }: LinkPanelProps) {
  const { t } = useTranslation()
  const id = useId()
  useShownSelection(editor)
  const { link } = selection
  const [typed, setTyped] = useState(link ?? '')
  const [invalid, setInvalid] = useState(false)

  const apply = (event: FormEvent) => {
    event.preventDefault()
    // The editor knows which addresses may be linked, and makes one of what people type.
    const linked = editor.commands.setLink({ href: typed })
    setInvalid(!linked)
    if (!linked) return
    close()
    focusText(editor)
  }
  const remove = () => {
    close()
    focusText(editor)
    editor.commands.unsetLink()
  }

  return (
    <form className="panel" onSubmit={apply} noValidate>
      <label className="field" htmlFor={id}>
        <span>{t('link.address')}</span>
        <input
          id={id}
          data-autofocus
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          placeholder="https://"
          value={typed}
          aria-invalid={invalid}
          aria-describedby={`${id}-invalid`}
          onChange={event => {
            setTyped(event.target.value)
            setInvalid(false)
          }}
        />
      </label>
      <p className="field-error" id={`${id}-invalid`} role="alert">
        {invalid && t('link.invalid')}
      </p>
      <div className="panel-actions">
        {link !== undefined && (
          <>
            <a
              className="icon-button"
              href={link}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t('link.open')}
            >
              <ExternalLink />
            </a>
            <button type="button" className="icon-button" aria-label={t('link.remove')} onClick={remove}>
              <Unlink />
            </button>
          </>
        )}
        <button type="submit" className="button primary small">
          {t('link.apply')}
        </button>
      </div>
    </form>
  )
}
