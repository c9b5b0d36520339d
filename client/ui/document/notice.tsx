import Info from 'lucide-react/icons/info'
import Lock from 'lucide-react/icons/lock'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'

interface NoticeProps {
  tone: 'bad' | 'warn' | 'quiet' | 'locked'
  children: ReactNode
  action?: ReactNode
}

const icons = { bad: <TriangleAlert />, warn: <TriangleAlert />, quiet: <Info />, locked: <Lock /> }

/** Stands above the text. */
export function Notice({ tone, children, action }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'quiet' ? 'status' : 'alert'}>
      {icons[tone]}
      <p>{children}</p>
      {action != null && action !== false && <div className="notice-actions">{action}</div>}
    </div>
  )
}
