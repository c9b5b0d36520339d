import ChevronDown from 'lucide-react/icons/chevron-down'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useTranslation } from '../../i18n/index.ts'
import { RequestFailed } from '../api/request.ts'
import { makeDocument } from '../device/made-here.ts'
import { keepImport } from '../files/pending-imports.ts'
import { TemplateMenu } from '../finding/finding.tsx'
import { Popover } from '../parts/popover.tsx'

type Creation = 'idle' | 'creating' | Failure
export type Failure = 'createFailed' | 'createFull' | 'createNotNow'

/** HTTP's "Insufficient Storage": the server has no room for a new document. */
const insufficientStorage = 507

export function NewDocument() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [creation, setCreation] = useState<Creation>('idle')

  const create = async (beginning?: { title: string; content: readonly object[] }) => {
    setCreation('creating')
    try {
      const id = await makeDocument()
      if (beginning !== undefined) keepImport(id, beginning)
      navigate(`/d/${id}`, { state: { isNew: true } })
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      setCreation(failureOf(error))
    }
  }

  const failure = creation === 'idle' || creation === 'creating' ? undefined : creation
  const label = creation === 'creating' ? t('start.creating') : failure ? t('start.retry') : t('start.create')
  return (
    <div className="new-document">
      <div className="new-document-buttons">
        <button
          type="button"
          className="button primary"
          aria-busy={creation === 'creating'}
          onClick={() => creation !== 'creating' && void create()}
        >
          <Plus />
          {label}
        </button>
        <Popover
          label={t('start.templates')}
          role="menu"
          width={300}
          trigger={{
            className: 'button primary template-button',
            'aria-label': t('start.templates'),
            disabled: creation === 'creating',
            onPointerEnter: TemplateMenu.prefetch,
            onFocus: TemplateMenu.prefetch,
            children: <ChevronDown />,
          }}
        >
          {close => <TemplateMenu begin={beginning => void create(beginning)} close={close} />}
        </Popover>
      </div>
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
