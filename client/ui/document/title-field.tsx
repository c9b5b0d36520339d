import { type KeyboardEvent, useEffect, useRef } from 'react'
import { bindTitle, focusText, type QuireEditor } from '../../editor/index.ts'
import { isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'
import { usePageTitle } from '../parts/page-title.ts'
import { hasContent, type OpenDocument } from './open-document.ts'
import { useTitle } from './use-title.ts'

/** One line that wraps. The text comes and goes through `bindTitle`, not through React: remote edits must not move the
 *  caret, nor disturb a composition. */
export function TitleField(props: { opened: OpenDocument; editor: QuireEditor; writable: boolean }) {
  const { opened, editor, writable } = props
  const { t } = useTranslation()
  const input = useRef<HTMLTextAreaElement>(null)
  const title = useTitle(opened)
  usePageTitle(`${title.trim() || t('app.untitled')} · Quire`)

  useEffect(() => {
    if (input.current === null) return
    return bindTitle({
      doc: opened.doc,
      undoManager: editor.undoManager,
      input: input.current,
      hold: () => opened.provider.hold(),
    })
  }, [opened, editor])

  useEffect(() => {
    // A new document begins with its name.
    if (isNew(history.state) && !hasContent(opened.doc)) input.current?.focus({ preventScroll: true })
  }, [opened])

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
      return
    const { selectionEnd, value } = event.currentTarget
    const goesDown = event.key === 'ArrowDown' && selectionEnd === value.length
    if (event.key !== 'Enter' && !goesDown) return
    event.preventDefault()
    focusText(editor, 'start')
  }

  return (
    <h1 className="title-field" data-value={title || t('app.untitled')}>
      <textarea
        ref={input}
        id="title"
        rows={1}
        dir="auto"
        readOnly={!writable}
        placeholder={t('app.untitled')}
        aria-label={t('document.title')}
        autoComplete="off"
        enterKeyHint="next"
        onKeyDown={onKeyDown}
      />
    </h1>
  )
}

function isNew(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'isNew' in state
}
