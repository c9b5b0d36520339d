import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../parts/copy-text.ts'

export function SharePanel() {
  const { t } = useTranslation()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [result, setResult] = useState<'copied' | 'failed'>()
  const link = location.origin + location.pathname
  const copy = async () => {
    const copied = await copyText(link)
    setResult(copied ? 'copied' : 'failed')
    if (!copied) field.current?.select()
  }
  return (
    <div className="panel">
      <h2 className="panel-title">{t('share.heading')}</h2>
      <p className="panel-text">{t('share.hint')}</p>
      <div className="copy-row">
        <input
          id={id}
          ref={field}
          className="copy-field"
          readOnly
          aria-label={t('share.link')}
          value={link}
          onFocus={event => event.target.select()}
        />
        <button type="button" className="button primary" data-autofocus onClick={() => void copy()}>
          {result === 'copied' ? <Check /> : <Copy />}
          {result === 'copied' ? t('share.copied') : t('share.copy')}
        </button>
      </div>
      <p className={result === 'failed' ? 'field-error' : 'visually-hidden'} role="status">
        {result && t(`share.${result}`)}
      </p>
    </div>
  )
}
