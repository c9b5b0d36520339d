import { useCallback, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type { DocumentId } from '../../../protocol/index.ts'
import {
  focusText,
  isForeign,
  isInFirstLine,
  type QuireEditor,
  relabel,
  writeBelow,
} from '../../editor/index.ts'
import { isComposing } from '../../editor/is-composing.ts'
import { i18n, useTranslation } from '../../i18n/index.ts'
import { Blocks } from '../blocks/blocks.tsx'
import { Bubble } from '../bubble/bubble.tsx'
import { usePendingImport } from '../files/use-pending-import.ts'
import { Find } from '../find/find.tsx'
import { focusMode } from '../focus/focus-mode.ts'
import { FocusModeButton } from '../focus/focus-mode-button.tsx'
import { ImageAt } from '../images/image-at.tsx'
import { LinkAt } from '../link/link-at.tsx'
import { Outline } from '../outline/outline.tsx'
import { useObservable } from '../parts/observable.ts'
import { Slash } from '../slash/slash.tsx'
import { Toolbar } from '../toolbar/toolbar.tsx'
import { DocumentHeader } from './document-header.tsx'
import { DocumentSkeleton, SheetSkeleton, ToolbarPlace } from './document-skeleton.tsx'
import { editorLabels } from './documents.ts'
import { takePlace } from './left-place.ts'
import { MissingDocument } from './missing-document.tsx'
import { Notices } from './notices.tsx'
import type { OpenDocument } from './open-document.ts'
import { printAddressesOnce } from './print-addresses.ts'
import { keepCaretInSight } from './scroll-to-caret.ts'
import { selectionIsOurs } from './selection-is-ours.ts'
import { TitleField } from './title-field.tsx'
import { useKeyboardInset } from './use-keyboard-inset.ts'
import { useOpenDocument } from './use-open-document.ts'

export function DocumentPage({ id }: { id: DocumentId }) {
  const opened = useOpenDocument(id)
  useKeyboardInset()
  return opened === undefined ? <DocumentSkeleton /> : <Opened key={opened.doc.guid} opened={opened} />
}

function Opened({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const editor = useObservable(opened.editor)
  const missing = useObservable(opened.missing)
  const canWrite = useObservable(opened.canWrite)
  const foreign = useForeign(editor)
  const focused = useObservable(focusMode)
  if (missing) return <MissingDocument opened={opened} />
  const writable = canWrite && !foreign
  return (
    <div className="document" data-writable={writable} data-focus={focused || undefined}>
      <button type="button" className="skip-link" onClick={() => editor && focusText(editor)}>
        {t('app.skip')}
      </button>
      <FocusModeButton />
      <DocumentHeader opened={opened} />
      <main className="document-body">
        {writable && <ToolbarOrItsPlace editor={editor} />}
        {editor !== undefined && <Outline editor={editor} />}
        {editor !== undefined && <Find editor={editor} writable={writable} />}
        <Notices opened={opened} foreign={foreign} />
        {editor === undefined ? (
          <SheetSkeleton />
        ) : (
          <Sheet opened={opened} editor={editor} writable={writable} />
        )}
      </main>
    </div>
  )
}

/** Any transaction may bring what this version does not know, or take it away again. */
function useForeign(editor: QuireEditor | undefined): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      editor?.on('transaction', listener)
      return () => editor?.off('transaction', listener)
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => editor !== undefined && isForeign(editor))
}

/** While the document is not there yet, its place is kept: what comes must not push the text down. */
function ToolbarOrItsPlace({ editor }: { editor: QuireEditor | undefined }) {
  return editor === undefined ? <ToolbarPlace /> : <Toolbar editor={editor} />
}

function Sheet(props: { opened: OpenDocument; editor: QuireEditor; writable: boolean }) {
  const { opened, editor, writable } = props
  usePendingImport(opened, editor)
  return (
    <div className="sheet" id="text">
      <TitleField opened={opened} editor={editor} writable={writable} />
      <Text id={opened.id} editor={editor} />
      {writable && <Bubble editor={editor} />}
      {writable && <LinkAt editor={editor} />}
      {writable && <ImageAt editor={editor} />}
      {writable && <Slash editor={editor} opened={opened} />}
      {writable && <Blocks editor={editor} />}
      {/* A click below the last line means: go on writing there. */}
      <div className="sheet-rest" aria-hidden="true" onMouseDown={event => writeAtEnd(event, editor)} />
    </div>
  )
}

function Text({ id, editor }: { id: DocumentId; editor: QuireEditor }) {
  const place = useRef<HTMLDivElement>(null)
  // Before the browser paints: the text takes the place of what was shown while it was awaited.
  useLayoutEffect(() => {
    if (place.current === null) return
    keepCaretInSight(editor)
    editor.mount(place.current)
    selectionIsOurs(editor.view.dom)
    const left = takePlace(id)
    if (left !== undefined && editor.isEditable) focusText(editor, left)
    return () => editor.unmount()
  }, [id, editor])
  useEffect(printAddressesOnce, [])
  useEffect(() => {
    const update = () => relabel(editor, editorLabels())
    return i18n.onChange(update)
  }, [editor])
  // Of each key the editor is asked first.
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears the keys of the editor within it.
    <div className="text" ref={place} onKeyDown={event => goUpToTitle(event, editor)} />
  )
}

/** The title is a field of its own, and to who writes the line above the first. */
function goUpToTitle(event: React.KeyboardEvent, editor: QuireEditor): void {
  const { key, altKey, ctrlKey, metaKey, shiftKey, nativeEvent } = event
  if (key !== 'ArrowUp' || altKey || ctrlKey || metaKey || shiftKey) return
  if (event.isDefaultPrevented() || isComposing(nativeEvent) || !isInFirstLine(editor)) return
  const title = document.querySelector<HTMLTextAreaElement>('#title')
  event.preventDefault()
  title?.focus()
  title?.setSelectionRange(title.value.length, title.value.length)
}

function writeAtEnd(event: React.MouseEvent, editor: QuireEditor): void {
  event.preventDefault()
  writeBelow(editor)
}
