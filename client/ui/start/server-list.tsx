import Trash from 'lucide-react/icons/trash-2'
import Undo from 'lucide-react/icons/undo-2'
import { useEffect } from 'react'
import type { DocumentId } from '../../../protocol/index.ts'
import { i18n, useTranslation } from '../../i18n/index.ts'
import { deleteForGood, type ListedDocument, type ListName, moveToTrash, restore } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'
import { recentDocuments, without } from '../device/recent-documents.ts'
import { starred } from '../finding/starred.ts'
import { Confirm } from '../parts/confirm.tsx'
import { useObservable } from '../parts/observable.ts'
import { Popover } from '../parts/popover.tsx'
import { showToast } from '../parts/toast.tsx'
import { DocumentItem } from './document-item.tsx'
import { useList } from './lists.ts'
import { sayTrashed } from './say-trashed.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useNow } from './use-now.ts'

const none: readonly ListedDocument[] = []

/** One of the lists that the server keeps for a person. */
export function ServerList({ list }: { list: ListName }) {
  const { t } = useTranslation()
  const now = useNow()
  const { fetched, refetch } = useList(list)
  const stars = useObservable(starred)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another star is another list.
  useEffect(() => {
    if (list === 'starred') void refetch()
  }, [list, refetch, stars])
  const keptFocus = useKeptFocus(fetched.state === 'here' ? fetched.documents : none)
  if (fetched.state === 'loading') return <div className="list-loading" aria-busy="true" />
  if (fetched.state === 'failed')
    return (
      <p className="list-note" role="status">
        {t('start.listFailed')}
      </p>
    )
  if (fetched.documents.length === 0) return <p className="list-note">{t(`start.none.${list}`)}</p>
  return (
    <>
      <ul className="documents" {...keptFocus} aria-label={t(`start.${list}`)}>
        {fetched.documents.map(each => (
          <DocumentItem
            key={each.id}
            {...each}
            at={each.updatedAt}
            now={now}
            isAway={list === 'trash'}
            {...(each.role !== 'owner' && { remark: t(`share.roles.${each.role}`) })}
          >
            {list === 'mine' && <ToTrash document={each} done={refetch} />}
            {list === 'trash' && <OutOfTrash document={each} done={refetch} />}
          </DocumentItem>
        ))}
      </ul>
      {list === 'trash' && <p className="start-note">{t('start.trashNote')}</p>}
    </>
  )
}

interface DeedProps {
  document: ListedDocument
  /** The list may be another one now. */
  done: () => Promise<void>
}

function ToTrash({ document: { id, title }, done }: DeedProps) {
  const { t } = useTranslation()
  const label = t('start.toTrash', { title: title.trim() || t('app.untitled') })
  const trash = async () => {
    const before = recentDocuments.get()
    await carryOut(async () => {
      await moveToTrash(id)
      recentDocuments.set(without(recentDocuments.get(), id))
      sayTrashed(id, {
        takenBack: () => {
          recentDocuments.set(before)
          void done()
        },
      })
    })
    await done()
  }
  return (
    <button
      type="button"
      className="icon-button document-remove"
      aria-label={label}
      onClick={() => void trash()}
    >
      <Trash />
    </button>
  )
}

function OutOfTrash({ document: { id, title: given }, done }: DeedProps) {
  const { t } = useTranslation()
  const title = given.trim() || t('app.untitled')
  const takeOut = async () => {
    await carryOut(async () => {
      await restore(id)
      showToast({ text: t('start.restored') })
    })
    await done()
  }
  return (
    <span className="document-deeds">
      <button
        type="button"
        className="button small"
        aria-label={t('start.restoreThis', { title })}
        onClick={() => void takeOut()}
      >
        <Undo />
        {t('start.restore')}
      </button>
      <Popover
        label={t('start.deleteHeading', { title })}
        width={360}
        trigger={{
          className: 'icon-button',
          'aria-label': t('start.deleteThis', { title }),
          children: <Trash />,
        }}
      >
        {close => <DeleteForGood id={id} title={title} done={done} close={close} />}
      </Popover>
    </span>
  )
}

function DeleteForGood(props: {
  id: DocumentId
  title: string
  done: () => Promise<void>
  close: () => void
}) {
  const { id, title, done, close } = props
  const { t } = useTranslation()
  const remove = async () => {
    await carryOut(() => deleteForGood(id))
    close()
    await done()
  }
  return (
    <Confirm
      heading={t('start.deleteHeading', { title })}
      action={t('start.deleteForGood')}
      tone="bad"
      confirm={() => void remove()}
      cancel={close}
    >
      {t('start.deleteText')}
    </Confirm>
  )
}

async function carryOut(change: () => Promise<void>): Promise<void> {
  try {
    await change()
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    showToast({ text: i18n.t('start.changeFailed') })
  }
}
