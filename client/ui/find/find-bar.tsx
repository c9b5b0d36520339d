import { type FormEvent, type KeyboardEvent, Suspense, useEffect, useRef, useState } from 'react'
import type { Finder, Query } from '../../editor/find/index.ts'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { isBeingComposed, isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { findAsked, findOpen } from './find-open.ts'

const FindTools = lazily(async () => (await import('./find-tools.tsx')).FindTools)

/** What was looked for last, in this visit: asking again goes on with it. */
let last: Query = { text: '', matchCase: false, wholeWord: false, isPattern: false, composing: false }
const lastQuery = () => ({ ...last, composing: false })

interface FindBarProps {
  editor: QuireEditor
  writable: boolean
  replaces: boolean
}

/**
 * Stays open while one reads and writes on. Enter goes to the next match, Escape back to the text. The field is there at
 * once, whatever has to be fetched: what one types to find must not go into the text.
 */
export function FindBar({ editor, writable, replaces }: FindBarProps) {
  const { t } = useTranslation()
  const bar = useRef<HTMLElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const finder = useRef<Finder>(undefined)
  const [query, setQuery] = useState(lastQuery)
  useEffect(() => {
    last = query
  }, [query])
  useAsked(editor, field, text => setQuery({ ...query, text, composing: false }))

  const close = () => {
    findOpen.set(undefined)
    // The finder selects the current match on its way out.
    queueMicrotask(() => focusText(editor))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return
    event.preventDefault()
    event.stopPropagation()
    close()
  }
  const onFieldKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
    event.preventDefault()
    finder.current?.step(event.shiftKey ? -1 : 1)
  }
  const type = (event: FormEvent<HTMLInputElement>, composing: boolean) =>
    setQuery({ ...query, text: event.currentTarget.value, composing })

  return (
    <search className="find-bar" aria-label={t('find.label')} ref={bar} onKeyDown={onKeyDown}>
      <input
        ref={field}
        className="find-field"
        dir="auto"
        aria-label={t('find.find')}
        placeholder={t('find.find')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        value={query.text}
        onChange={event => type(event, isBeingComposed(event.nativeEvent))}
        onCompositionEnd={event => type(event, false)}
        onKeyDown={onFieldKey}
      />
      <ErrorBoundary fallback={null}>
        <Suspense fallback={null}>
          <FindTools {...{ editor, writable, replaces, query, setQuery, finder, bar, close }} />
        </Suspense>
      </ErrorBoundary>
    </search>
  )
}

/** A longer selection is no word to look for. */
const longestTaken = 200

/** The field takes the focus and what is selected in the text, each time that somebody asks to find. */
function useAsked(
  editor: QuireEditor,
  field: React.RefObject<HTMLInputElement | null>,
  take: (selected: string) => void,
): void {
  const asked = useObservable(findAsked)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it happens when it is asked for, and then only.
  useEffect(() => {
    const { doc, selection } = editor.state
    const { from, to, $from, $to } = selection
    if (from < to && to - from < longestTaken && $from.sameParent($to)) {
      const selected = doc.textBetween(from, to, '\n', '\n')
      if (editor.isFocused && !selected.includes('\n')) take(selected)
    }
    field.current?.focus()
    field.current?.select()
  }, [asked])
}
