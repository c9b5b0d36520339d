import { Suspense, useEffect, useRef, useState } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { addTexts } from '../../i18n/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'

const BlockHandle = lazily(
  async () => (await Promise.all([import('./block-handle.tsx'), addTexts('blocks')]))[0].BlockHandle,
)

/** The handle beside a block; its code comes when the mouse first moves, or a key asks for it. */
export function Blocks({ editor }: { editor: QuireEditor }) {
  const [last, setLast] = useState<PointerEvent | KeyboardEvent>()
  const ready = useRef(false)
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    const onMove = (event: PointerEvent) => {
      // Until it is there: it stands where the mouse is then, not where that was at first.
      if (event.pointerType === 'mouse' && !ready.current)
        setLast(known => (known instanceof KeyboardEvent ? known : event))
    }
    const onKey = (event: KeyboardEvent) => {
      // While its code is on the way: from then on it listens by itself.
      if (ready.current || !isBlockKey(event) || !editor.isFocused) return
      event.preventDefault()
      setLast(event)
    }
    document.addEventListener('pointermove', onMove, { signal })
    document.addEventListener('keydown', onKey, { signal, capture: true })
    return () => listening.abort()
  }, [editor])
  if (last === undefined) return null
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <BlockHandle editor={editor} first={last} ready={ready} />
      </Suspense>
    </ErrorBoundary>
  )
}

/** Mod+Alt+B opens the block's menu; Alt+Shift with an arrow moves the block. By the key, whatever it writes. */
export function isBlockKey({ code, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!altKey) return false
  const modified = ctrlKey || metaKey
  return modified ? code === 'KeyB' && !shiftKey : shiftKey && (code === 'ArrowUp' || code === 'ArrowDown')
}
