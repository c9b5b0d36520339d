import ExternalLink from 'lucide-react/icons/external-link'
import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { Menu, MenuButton } from '../toolbar/menu-items.tsx'
import { useDeeds } from './use-deeds.tsx'

interface DocumentMenuProps {
  id: DocumentId
  title: string
  close: () => void
}

export function DocumentMenu({ id, title, close }: DocumentMenuProps) {
  const { t } = useTranslation('finding')
  const { star, copy } = useDeeds(id, title)
  const openInTab = () => void window.open(`/d/${id}`, '_blank', 'noopener')
  return (
    <Menu>
      <MenuButton {...star} isFirst close={close} />
      <MenuButton {...copy} close={close} />
      <MenuButton label={t('openInTab')} icon={<ExternalLink />} run={openInTab} close={close} />
    </Menu>
  )
}
