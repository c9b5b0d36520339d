import { Suspense, useCallback, useSyncExternalStore } from 'react'
import { type QuireEditor, selectedImage } from '../../editor/index.ts'
import { addTexts } from '../../i18n/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'

const ImageBar = lazily(
  async () => (await Promise.all([import('./image-bar.tsx'), addTexts('rich')]))[0].ImageBar,
)

/** What one can do with the image that is selected; the code comes with the first. */
export function ImageAt({ editor }: { editor: QuireEditor }) {
  const subscribe = useCallback(
    (listener: () => void) => {
      editor.on('transaction', listener)
      return () => editor.off('transaction', listener)
    },
    [editor],
  )
  const position = useSyncExternalStore(subscribe, () => selectedImage(editor)?.position)
  if (position === undefined) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <ImageBar editor={editor} position={position} />
      </Suspense>
    </ErrorBoundary>
  )
}
