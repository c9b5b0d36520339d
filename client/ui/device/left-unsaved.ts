import type { DocumentId } from '../../../protocol/index.ts'
import { cell } from '../parts/observable.ts'

/** Documents that the server has, but for words that were written in them on this device. As far as is known, and worth telling. */
export const leftUnsaved = cell<readonly DocumentId[]>([])

/** Sends what earlier pages left here unsaved, whichever page is looked at. */
export async function sendLeft(): Promise<void> {
  // Without its code, it is sent by the next page.
  const [loaded] = await Promise.allSettled([import('./send-left.ts')])
  if (loaded.status === 'fulfilled') await loaded.value.lookForLeft()
}

/** From now on, and whenever the network comes back. */
export function followLeft(firstInMs: number): void {
  const send = () => void sendLeft()
  setTimeout(send, firstInMs)
  addEventListener('online', send)
}
