import { Suspense } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'
import { useIsWanted } from './use-is-wanted.ts'

const BubbleBar = lazily(async () => (await import('./bubble-bar.tsx')).BubbleBar)

/** The usual marks beside what is selected; their code comes with the first selection. */
export function Bubble({ editor }: { editor: QuireEditor }) {
  const wanted = useIsWanted(editor, isInBubble)
  if (!wanted) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <BubbleBar editor={editor} />
      </Suspense>
    </ErrorBoundary>
  )
}

function isInBubble(node: EventTarget | null): boolean {
  return node instanceof Element && node.closest('.bubble') !== null
}
