import FilePlus from 'lucide-react/icons/file-plus'
import FileText from 'lucide-react/icons/file-text'
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useLocation } from 'wouter'
import { type DocumentId, maxSearchLength } from '../../../protocol/index.ts'
import { isBeingComposed, isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'
import { RequestFailed } from '../api/request.ts'
import { makeDocument } from '../device/made-here.ts'
import { recentDocuments } from '../device/recent-documents.ts'
import { keepImport } from '../files/pending-imports.ts'
import { useObservable } from '../parts/observable.ts'
import { showToast } from '../parts/toast.tsx'
import { showShortcut } from '../toolbar/shortcut.ts'
import { choicesFor } from './choices.ts'
import { Marked } from './marked.tsx'
import { useSearch } from './use-search.ts'

/** Goes to a document, or makes one, by a few letters. The browser's own dialog keeps the focus inside, and gives it back. */
export function SwitcherDialog({ close }: { close: () => void }) {
  const { t } = useTranslation('finding')
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed while it is still in the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser.
    <dialog
      ref={dialog}
      className="sheet-dialog switcher"
      aria-label={t('go')}
      onClose={event => event.currentTarget.open || close()}
      // The browser says so of the ground around it as well.
      onClick={event => event.target === event.currentTarget && dialog.current?.close()}
    >
      <Finder close={close} />
    </dialog>
  )
}

/** https://www.w3.org/WAI/ARIA/apg/patterns/combobox/examples/combobox-autocomplete-list/ */
function Finder({ close }: { close: () => void }) {
  const { t } = useTranslation('finding')
  const id = useId()
  const [query, setQuery] = useState({ typed: '', composing: false })
  const [active, setActive] = useState(0)
  const { typed } = query
  const { searched } = useSearch(typed, query.composing)
  const choices = choicesFor(query, useObservable(recentDocuments), searched)
  const at = Math.min(active, choices.length - 1)
  const go = useGo(close)
  const isAboutKeys = searched.state !== 'onDevice' && searched.state !== 'failed'
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, at])
  const onKeyDown = (event: KeyboardEvent) => {
    // What an input method does with these keys is its own affair.
    if (isComposing(event.nativeEvent) || event.altKey) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const choice = choices[at]
    if (step !== 0) setActive((at + step + choices.length) % choices.length)
    else if (event.key !== 'Enter' || choice === undefined) return
    else go(choice, event.ctrlKey || event.metaKey)
    event.preventDefault()
  }
  const type = ({ currentTarget }: FormEvent<HTMLInputElement>, composing: boolean) =>
    setQuery({ typed: currentTarget.value, composing })
  return (
    <>
      <input
        className="switcher-field"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={`${id}-${at}`}
        aria-label={t('goHint')}
        placeholder={t('goHint')}
        maxLength={maxSearchLength}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={event => {
          type(event, isBeingComposed(event.nativeEvent))
          setActive(0)
        }}
        onCompositionEnd={event => type(event, false)}
        onKeyDown={onKeyDown}
      />
      <div
        className="switcher-list"
        id={id}
        role="listbox"
        aria-label={t(typed.trim() === '' ? 'goRecent' : 'results')}
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field.
          <div
            key={choice.of === 'document' ? choice.hit.id : 'new'}
            id={`${id}-${index}`}
            className="switcher-choice"
            role="option"
            aria-selected={index === at}
            onPointerMove={() => setActive(index)}
            onClick={event => go(choice, event.ctrlKey || event.metaKey)}
          >
            <ChoiceText choice={choice} />
          </div>
        ))}
      </div>
      <p className="switcher-foot" role="status" {...(isAboutKeys && { 'data-about': 'keys' })}>
        {searched.state === 'onDevice' && t('onDevice')}
        {searched.state === 'failed' && t('failed')}
        {isAboutKeys && t('goKeys', { enter: showShortcut('Enter'), modified: showShortcut('Mod-Enter') })}
      </p>
    </>
  )
}

type Choice = ReturnType<typeof choicesFor>[number]

function ChoiceText({ choice }: { choice: Choice }): ReactNode {
  const { t } = useTranslation('finding')
  const { t: common } = useTranslation()
  if (choice.of === 'new')
    return (
      <>
        <FilePlus />
        <span className="switcher-title">
          {choice.title === '' ? t('newOne') : t('newNamed', { title: choice.title })}
        </span>
      </>
    )
  const { title, titleHits, snippet, snippetHits } = choice.hit
  return (
    <>
      <FileText />
      <span className="switcher-title">
        {title.trim() === '' ? common('app.untitled') : <Marked text={title} hits={titleHits} />}
      </span>
      <span className="switcher-snippet">
        <Marked text={snippet} hits={snippetHits} />
      </span>
    </>
  )
}

function useGo(close: () => void): (choice: Choice, inNewTab: boolean) => void {
  const { t } = useTranslation('finding')
  const [, navigate] = useLocation()
  const open = (id: DocumentId, inNewTab: boolean, isNew = false) => {
    close()
    if (inNewTab) window.open(`/d/${id}`, '_blank', 'noopener')
    else navigate(`/d/${id}`, isNew ? { state: { isNew } } : undefined)
  }
  const create = async (title: string) => {
    try {
      const id = await makeDocument()
      if (title !== '') keepImport(id, { title, content: [] })
      open(id, false, true)
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      showToast({ text: t('notCreated') })
    }
  }
  return (choice, inNewTab) =>
    choice.of === 'document' ? open(choice.hit.id, inNewTab) : void create(choice.title)
}
