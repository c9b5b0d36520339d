import TableOfContents from 'lucide-react/icons/table-of-contents'
import { Suspense, useEffect, useSyncExternalStore } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useObservable } from '../parts/observable.ts'
import { tip } from '../toolbar/tool-button.tsx'
import { useShortcut } from '../toolbar/use-shortcut.ts'
import { hasRoom, outlineOpen, outlineShortcut, toggleOutline } from './outline-open.ts'

const OutlinePanel = lazily(async () => (await import('./outline-panel.tsx')).OutlinePanel)

/** The document's headings: beside the text where there is room, else above it when asked for. */
export function Outline({ editor }: { editor: QuireEditor }) {
  const { t } = useTranslation()
  const isBeside = useSyncExternalStore(onRoom, () => matchMedia(hasRoom).matches)
  const open = useObservable(isBeside ? outlineOpen.beside : outlineOpen.above)
  useShortcut(outlineShortcut, toggleOutline)
  useEffect(() => () => outlineOpen.above.set(false), [])
  if (!open) {
    return (
      <button
        type="button"
        className="icon-button outline-button"
        aria-label={t('outline.heading')}
        aria-expanded={false}
        data-tip={tip(t('outline.heading'), outlineShortcut)}
        onPointerEnter={OutlinePanel.prefetch}
        onFocus={OutlinePanel.prefetch}
        onClick={toggleOutline}
      >
        <TableOfContents />
      </button>
    )
  }
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <OutlinePanel editor={editor} isBeside={isBeside} />
      </Suspense>
    </ErrorBoundary>
  )
}

function onRoom(listener: () => void): () => void {
  const room = matchMedia(hasRoom)
  room.addEventListener('change', listener)
  return () => room.removeEventListener('change', listener)
}
