import { useCallback, useSyncExternalStore } from 'react'
import type { OpenDocument } from '../document/open-document.ts'
import type { PersonHere } from '../document/people.ts'

/** Whether somebody has a caret in the text now. */
export function useHasCaret(
  { provider: { awareness } }: OpenDocument,
  { awarenessIds }: PersonHere,
): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      awareness.on('change', listener)
      return () => awareness.off('change', listener)
    },
    [awareness],
  )
  return useSyncExternalStore(subscribe, () =>
    awarenessIds.some(id => awareness.getStates().get(id)?.cursor != null),
  )
}
