import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { learnMe, me } from '../account/me.ts'
import type { Sharing } from '../api/sharing.ts'
import { showKey } from '../document/link-key.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { useObservable } from '../parts/observable.ts'
import { AskedFirst, type Question } from './asked-first.tsx'
import { InviteForm } from './invite-form.tsx'
import { LinkSection } from './link-section.tsx'
import { LiveSection } from './live-section.tsx'
import { PeopleSection } from './people-section.tsx'
import { ShareFooter } from './share-footer.tsx'
import { type SharingInUse, useSharing } from './use-sharing.ts'

export interface SharePartProps {
  opened: OpenDocument
  sharing: Sharing | undefined
  inUse: SharingInUse
  ask: (question: Question) => void
}

/** Who has the document, and by what right. Its owner changes it here; the others see as much as they may. */
export function SharePanel({ opened, close }: { opened: OpenDocument; close: () => void }) {
  const inUse = useSharing(opened)
  const { question, ask, answered } = useQuestion()
  useEffect(() => void learnMe(), [])
  const { known } = inUse
  const sharing = known.state === 'known' ? known.sharing : undefined
  useKeyInAddress(sharing)
  useKeptFocus(sharing)
  if (known.state === 'loading') return <Loading />
  if (question !== undefined) return <AskedFirst {...{ opened, inUse, question, close, answered }} />
  return <Parts {...{ opened, inUse, sharing, ask, close }} />
}

function Parts({ close, ...props }: SharePartProps & { close: () => void }) {
  const { t } = useTranslation()
  const { sharing, inUse } = props
  const mode = useObservable(me)?.mode
  const invites = sharing?.isOwner === true && mode !== undefined && mode !== 'guest'
  return (
    <div className="panel share-panel" aria-busy={inUse.busy}>
      <h2 className="panel-title">{t('share.heading')}</h2>
      {inUse.known.state === 'away' && <p className="field-error">{t('share.away')}</p>}
      {invites && <InviteForm inUse={inUse} />}
      <PeopleSection {...props} />
      <LinkSection {...props} />
      <LiveSection {...props} />
      <p className="field-error" role="alert">
        {inUse.failure && t(`share.failed.${inUse.failure}`)}
      </p>
      <ShareFooter {...props} close={close} />
    </div>
  )
}

function Loading() {
  const { t } = useTranslation()
  return (
    <div className="panel share-panel share-loading" aria-busy="true">
      <h2 className="panel-title">{t('share.heading')}</h2>
      <span className="skeleton-line" />
      <span className="skeleton-line" />
      <span className="skeleton-line skeleton-short" />
    </div>
  )
}

/** A question takes the panel's place; then the focus goes back to the menu that led to it. */
function useQuestion() {
  const [question, setQuestion] = useState<Question>()
  const from = useRef<Question>(undefined)
  useEffect(() => {
    if (question !== undefined) from.current = question
    if (question !== undefined || from.current === undefined) return
    const menu = document.querySelector<HTMLElement>(`[data-role-menu="${CSS.escape(from.current.from)}"]`)
    const target = menu ?? document.querySelector<HTMLElement>('.popover:popover-open')
    target?.focus()
    from.current = undefined
  }, [question])
  return { question, ask: setQuestion, answered: () => setQuestion(undefined) }
}

/** What had the focus may be gone with what was removed, or drawn anew: then it stays in the panel, or in the menu that is open in it. */
function useKeptFocus(sharing: Sharing | undefined): void {
  useEffect(() => {
    if (sharing === undefined || document.activeElement !== document.body) return
    const innermost = [...document.querySelectorAll<HTMLElement>('.popover:popover-open')].at(-1)
    const chosen = innermost?.querySelector<HTMLElement>('[role^="menuitem"][data-autofocus]')
    const target = chosen ?? innermost
    target?.focus()
  }, [sharing])
}

/** Whoever copies the address from the browser gives away what works. */
function useKeyInAddress(sharing: Sharing | undefined): void {
  const link = sharing?.isOwner === true ? sharing.link : undefined
  const key = link === undefined ? undefined : (link?.key ?? null)
  useEffect(() => {
    if (key !== undefined) showKey(key ?? undefined)
  }, [key])
}
