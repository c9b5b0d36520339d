import { Suspense, useCallback, useSyncExternalStore } from 'react'
import { type Slash as Query, type QuireEditor, slashIn } from '../../editor/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'

const SlashMenu = lazily(async () => (await import('./slash-menu.tsx')).SlashMenu)

/** The menu of blocks, while a person looks for one; its code comes with the first slash. */
export function Slash({ editor }: { editor: QuireEditor }) {
  const slash = useSlash(editor)
  if (slash === undefined) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <SlashMenu key={slash.from} editor={editor} slash={slash} />
      </Suspense>
    </ErrorBoundary>
  )
}

function useSlash(editor: QuireEditor): Query | undefined {
  const subscribe = useCallback(
    (listener: () => void) => {
      editor.on('transaction', listener)
      return () => editor.off('transaction', listener)
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => slashIn(editor))
}
