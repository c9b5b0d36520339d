import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { copyText } from '../parts/copy-text.ts'

export function CopyRow({ address }: { address: string }) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const [done, setDone] = useState<{ address: string; result: 'copied' | 'failed' }>()
  // Of an address that is not this one any more it says nothing.
  const result = done?.address === address ? done.result : undefined
  const copy = async () => {
    const copied = await copyText(address)
    setDone({ address, result: copied ? 'copied' : 'failed' })
    if (!copied) field.current?.select()
  }
  return (
    <>
      <div className="copy-row">
        <input
          ref={field}
          className="copy-field"
          readOnly
          aria-label={t('share.link')}
          value={address}
          onFocus={event => event.target.select()}
        />
        <button type="button" className="button primary" onClick={() => void copy()}>
          {result === 'copied' ? <Check /> : <Copy />}
          {result === 'copied' ? t('share.copied') : t('share.copy')}
        </button>
      </div>
      <p className={result === 'failed' ? 'field-error' : 'visually-hidden'} role="status">
        {result && t(`share.${result === 'failed' ? 'copyFailed' : result}`)}
      </p>
    </>
  )
}
