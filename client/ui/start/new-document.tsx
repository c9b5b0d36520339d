import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { RequestFailed } from '../api/request.ts'
import { makeDocument } from '../device/made-here.ts'

type Creation = 'idle' | 'creating' | Failure
export type Failure = 'createFailed' | 'createFull' | 'createNotNow'

/** HTTP's "Insufficient Storage": the server has no room for a new document. */
const insufficientStorage = 507

export function NewDocument() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [creation, setCreation] = useState<Creation>('idle')

  const create = async () => {
    setCreation('creating')
    try {
      navigate(`/d/${await makeDocument()}`, { state: { isNew: true } })
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      setCreation(failureOf(error))
    }
  }

  const failure = creation === 'idle' || creation === 'creating' ? undefined : creation
  const label = creation === 'creating' ? t('start.creating') : failure ? t('start.retry') : t('start.create')
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
        {failure && t(`start.${failure}`)}
      </p>
    </div>
  )
}

/** A server that answers can be reached: whatever keeps it from making a document is another thing. */
export function failureOf({ status }: RequestFailed): Failure {
  if (status === undefined) return 'createFailed'
  return status === insufficientStorage ? 'createFull' : 'createNotNow'
}
