import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { createDocument, RequestFailed } from '../api.ts'

type Creation = 'idle' | 'creating' | 'failed' | 'full'

/** HTTP's "Insufficient Storage": the server has no room for a new document. */
const insufficientStorage = 507

export function NewDocument() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [creation, setCreation] = useState<Creation>('idle')

  const create = async () => {
    setCreation('creating')
    try {
      navigate(`/d/${await createDocument()}`, { state: { isNew: true } })
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      setCreation(error.status === insufficientStorage ? 'full' : 'failed')
    }
  }

  const failed = creation === 'failed' || creation === 'full'
  const label = creation === 'creating' ? t('start.creating') : failed ? t('start.retry') : t('start.create')
  return (
    <div className="new-document">
      <button
        type="button"
        className="button primary"
        aria-busy={creation === 'creating'}
        onClick={() => creation !== 'creating' && void create()}
      >
        <Plus />
        {label}
      </button>
      <p className="new-document-failed" role="alert">
        {failed && t(creation === 'full' ? 'start.createFull' : 'start.createFailed')}
      </p>
    </div>
  )
}
