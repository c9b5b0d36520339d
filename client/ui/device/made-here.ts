import * as v from 'valibot'
import {
  type DocumentId,
  documentIdSchema,
  newDocumentId,
  type Refusal,
  refusalReasons,
  refuse,
} from '../../../protocol/index.ts'
import { createDocument } from '../api/documents.ts'
import { RequestFailed } from '../api/request.ts'
import { keep } from './kept.ts'

const madeSchema = v.object({
  id: documentIdSchema,
  /** The server makes the document for whoever shows it, as often as it is asked. */
  secret: v.string(),
  /** Who was at this device then, as far as the server had said. */
  by: v.optional(v.string()),
})
type Made = v.InferOutput<typeof madeSchema>

/** Documents that were made on this device and that no server has yet. */
export const madeHere = keep<readonly Made[]>('made', v.pipe(v.array(madeSchema), v.readonly()), () => [])

/** Whom the server took this device's person for when it was last asked. */
export const lastPerson = keep<string>('person', v.string(), () => '')

/** A server that takes the request and never answers keeps nobody from writing. */
const patienceMs = 6_000
const retryInMs = 3_000

/** A new document: on the server, or, where that cannot be reached, on this device, to be made there later.
 *  @throws {RequestFailed} the server said no, or the browser cannot make it here */
export async function makeDocument(): Promise<DocumentId> {
  const made = await begin()
  if (made === undefined) return createDocument()
  try {
    if (!navigator.onLine) throw new RequestFailed('the device has no network')
    return await createDocument({ ...made, signal: AbortSignal.timeout(patienceMs) })
  } catch (error) {
    if (!(error instanceof RequestFailed) || error.status !== undefined) throw error
    madeHere.set([...madeHere.get(), made])
    // What is written nowhere else should not be what a full device throws out first.
    void navigator.storage?.persist?.()
    return made.id
  }
}

/** Browsers digest on pages that came over TLS, or from this machine, alone. */
async function begin(): Promise<Made | undefined> {
  if (globalThis.crypto.subtle === undefined) return undefined
  const secret = crypto.randomUUID()
  const by = lastPerson.get()
  return { id: await newDocumentId(secret), secret, ...(by !== '' && { by }) }
}

export function isMadeHere(id: DocumentId): boolean {
  return madeHere.get().some(made => made.id === id)
}

/** Has the server make what was made here: before it is opened there. Gives what the server says against it. */
export async function bringToServer(id: DocumentId): Promise<Refusal | undefined> {
  const made = madeHere.get().find(made => made.id === id)
  if (made === undefined) return undefined
  try {
    await createDocument({ ...made, signal: AbortSignal.timeout(patienceMs) })
    madeHere.set(madeHere.get().filter(each => each.id !== id))
    return undefined
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    return refusalOf(error)
  }
}

function refusalOf({ status, reason }: RequestFailed): Refusal {
  const known = refusalReasons.find(each => each === reason)
  // Who must sign in first may not make it now; it waits here.
  if (status === 401) return refuse('forbidden')
  if (known === 'busy' || known === 'storage' || known === undefined) {
    return refuse(status === 507 ? 'storage' : (known ?? 'busy'), { retryInMs })
  }
  return refuse(known)
}
