import { useSyncExternalStore } from 'react'

/** Too narrow for every button, and too wide for a bar that a thumb scrolls: what is wanted seldom goes into the menu. Fingers have
 *  larger buttons. */
const query = '(40rem <= width < 56rem), (pointer: coarse) and (40rem <= width < 60rem)'

export function useIsTight(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

function subscribe(listener: () => void): () => void {
  const tight = matchMedia(query)
  tight.addEventListener('change', listener)
  return () => tight.removeEventListener('change', listener)
}
