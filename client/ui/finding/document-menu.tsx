import Copy from 'lucide-react/icons/copy-plus'
import ExternalLink from 'lucide-react/icons/external-link'
import Star from 'lucide-react/icons/star'
import StarOff from 'lucide-react/icons/star-off'
import { type ReactNode, useRef } from 'react'
import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { useDeeds } from './use-deeds.ts'

interface DocumentMenuProps {
  id: DocumentId
  title: string
  close: () => void
}

export function DocumentMenu({ id, title, close }: DocumentMenuProps) {
  const { t } = useTranslation('finding')
  const list = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  const { isStarred, star, copy } = useDeeds(id, title)
  const item = (text: string, icon: ReactNode, run: () => void, isFirst = false) => (
    <button
      type="button"
      role="menuitem"
      className="menu-item"
      data-stop
      data-autofocus={isFirst || undefined}
      tabIndex={isFirst ? 0 : -1}
      onClick={() => {
        close()
        run()
      }}
    >
      {icon}
      <span>{text}</span>
    </button>
  )
  return (
    <div ref={list} className="menu" role="none" {...roving}>
      {item(t(isStarred ? 'unstar' : 'star'), isStarred ? <StarOff /> : <Star />, star, true)}
      {item(t('copy'), <Copy />, copy)}
      {item(t('openInTab'), <ExternalLink />, () => void window.open(`/d/${id}`, '_blank', 'noopener'))}
    </div>
  )
}
