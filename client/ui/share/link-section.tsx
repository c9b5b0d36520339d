import Globe from 'lucide-react/icons/globe'
import Lock from 'lucide-react/icons/lock'
import RefreshCw from 'lucide-react/icons/refresh-cw'
import { useId } from 'react'
import { givenRoles } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import type { Sharing } from '../api/sharing.ts'
import { CopyRow } from './copy-row.tsx'
import { type Deed, RoleMenu } from './role-menu.tsx'
import type { SharePartProps } from './share-panel.tsx'

/** What the document's address is good for: whoever has it may do so much, or it opens nothing to others. */
export function LinkSection(props: SharePartProps) {
  const { t } = useTranslation()
  const id = useId()
  const { sharing } = props
  const link = sharing?.link
  const isOwner = sharing?.isOwner === true
  return (
    <section className="share-section" aria-labelledby={id}>
      <h3 className="share-heading" id={id}>
        {t('share.link')}
      </h3>
      {sharing !== undefined && (
        <div className="share-link" data-open={link !== null}>
          <span className="share-link-icon">{link === null ? <Lock /> : <Globe />}</span>
          <span className="share-names">
            <span className="person-name">{t(link === null ? 'share.noLink' : 'share.anyone')}</span>
            <span className="share-remark" data-testid="link-hint">
              {t(`share.linkLets.${link?.role ?? 'none'}`)}
            </span>
          </span>
          {isOwner ? (
            <LinkRole {...props} sharing={sharing} />
          ) : (
            <span className="share-role">{t(`share.linkRoles.${link?.role ?? 'none'}`)}</span>
          )}
        </div>
      )}
      {link?.hasKey === true ? (
        <p className="panel-text">{t('share.ownerCopies')}</p>
      ) : (
        <CopyRow address={addressOf(location.pathname, keyToCopy(props))} />
      )}
    </section>
  )
}

const menu = 'link'

function LinkRole({ sharing, inUse, ask }: SharePartProps & { sharing: Sharing }) {
  const { t } = useTranslation()
  const { link } = sharing
  const renew: Deed = {
    key: 'renew',
    label: t('share.renew'),
    icon: <RefreshCw />,
    run: () => ask({ from: menu, what: 'renew' }),
  }
  const roles = givenRoles.map(each => ({
    key: each,
    label: t(`share.linkRoles.${each}`),
    chosen: each === link?.role,
    choose: () => void inUse.change(api => api.setLink(each)),
  }))
  const none = {
    key: 'none',
    label: t('share.linkRoles.none'),
    chosen: link === null,
    choose: () => link !== null && ask({ from: menu, what: 'withdraw' }),
  }
  return (
    <RoleMenu
      name={menu}
      label={t('share.linkRole')}
      value={t(`share.linkRoles.${link?.role ?? 'none'}`)}
      choices={[...roles, none]}
      deeds={link === null ? [] : [renew]}
    />
  )
}

/** The key that is handed on with the address. */
export function keyToCopy({
  opened,
  sharing,
}: Pick<SharePartProps, 'opened' | 'sharing'>): string | undefined {
  return sharing?.link?.key ?? (sharing === undefined ? opened.linkKey : undefined)
}

/** Without a key that opens it now it is good for those alone who may read the document anyway. */
export function addressOf(path: string, key: string | undefined): string {
  return location.origin + path + (key === undefined ? '' : `#${key}`)
}
