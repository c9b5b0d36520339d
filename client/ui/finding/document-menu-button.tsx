import Ellipsis from 'lucide-react/icons/ellipsis'
import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { Popover } from '../parts/popover.tsx'
import { DocumentMenu } from './document-menu.tsx'

/** What one may do with a document that stands in a list, whoever's it is. */
export function DocumentMenuButton({ id, title: given }: { id: DocumentId; title: string }) {
  const { t } = useTranslation('finding')
  const { t: common } = useTranslation()
  const label = t('more', { title: given.trim() || common('app.untitled') })
  return (
    <Popover
      label={label}
      role="menu"
      width={232}
      trigger={{
        className: 'icon-button document-more',
        'aria-label': label,
        children: <Ellipsis />,
      }}
    >
      {close => <DocumentMenu id={id} title={given} close={close} />}
    </Popover>
  )
}
