import type { DocumentId } from '../../../protocol/index.ts'

/** As `DocumentId`, a key is made of letters, digits, - and _. */
const isKey = (text: string): boolean => /^[\w-]{16,128}$/.test(text)

const storageKey = (id: DocumentId): string => `quire:link:${id}`

/** The secret of the link by which this page was opened, if it is this document's: the fragment of its address, which browsers send to
 *  nobody. */
export function linkKeyOf(id: DocumentId): string | undefined {
  // Opened behind the scenes, it is not what the address is about.
  if (!location.pathname.split('/').includes(id)) return undefined
  const here = keyInAddress()
  if (here !== undefined) return here
  const left = takeLeft(id)
  if (left !== undefined) showKey(left)
  return left
}

export function keyInAddress(): string | undefined {
  const text = location.hash.slice(1)
  return isKey(text) ? text : undefined
}

/** Puts the key where people copy addresses from, without a step in the history. */
export function showKey(key: string | undefined): void {
  const { pathname, search } = location
  history.replaceState(history.state, '', pathname + search + (key === undefined ? '' : `#${key}`))
}

/** Before one signs in: the way there and back is no place for a secret. */
export function leaveKey(id: DocumentId): void {
  const key = keyInAddress()
  if (key === undefined) return
  try {
    sessionStorage.setItem(storageKey(id), key)
  } catch (error) {
    // Storage may be switched off: then the link must be opened once more.
    if (!(error instanceof DOMException)) throw error
  }
}

function takeLeft(id: DocumentId): string | undefined {
  try {
    const key = sessionStorage.getItem(storageKey(id))
    sessionStorage.removeItem(storageKey(id))
    return key !== null && isKey(key) ? key : undefined
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
