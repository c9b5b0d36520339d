import { useCallback, useSyncExternalStore } from 'react'
import type { OpenDocument } from './open-document.ts'

export function useTitle({ doc }: OpenDocument): string {
  const subscribe = useCallback(
    (listener: () => void) => {
      const title = doc.getText('title')
      title.observe(listener)
      return () => title.unobserve(listener)
    },
    [doc],
  )
  return useSyncExternalStore(subscribe, () => doc.getText('title').toString())
}
