import { Suspense } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useLinkAtCaret } from './link-at-caret.ts'

const LinkCard = lazily(async () => (await import('./link-card.tsx')).LinkCard)

/** Where a link leads, and what one can do with it, beside the one in which the caret is; the code comes with the first. */
export function LinkAt({ editor }: { editor: QuireEditor }) {
  const link = useLinkAtCaret(editor, isInCard)
  if (link === undefined) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <LinkCard key={link.from} editor={editor} href={link.href} />
      </Suspense>
    </ErrorBoundary>
  )
}

function isInCard(node: EventTarget | null): boolean {
  return node instanceof Element && node.closest('.link-card') !== null
}
