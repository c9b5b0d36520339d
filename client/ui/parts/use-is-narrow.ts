import { useSyncExternalStore } from 'react'

/** A phone's width: the same limit as in the style sheets. */
const query = '(width < 40rem)'

export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

function subscribe(listener: () => void): () => void {
  const narrow = matchMedia(query)
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}
