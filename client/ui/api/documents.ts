import * as v from 'valibot'
import {
  type DocumentId,
  decode,
  documentIdSchema,
  inTrashDetail,
  roleSchema,
  type Summary,
  summarySchema,
} from '../../../protocol/index.ts'
import { RequestFailed, request } from './request.ts'

const createdSchema = v.object({ id: documentIdSchema })
const summariesSchema = v.array(summarySchema)
const listedSchema = v.array(v.object({ ...summarySchema.entries, role: roleSchema }))

/** A document of one of the server's lists, and what one may do with it. */
export type ListedDocument = v.InferOutput<typeof listedSchema>[number]
/** What the server keeps of one's documents: made here or anywhere else, given by others, thrown away. */
export type ListName = 'mine' | 'shared' | 'starred' | 'trash'

/** `secret`: of a document that this device has made, and whose id follows from it; `by`: who has.  @throws {RequestFailed} */
export async function createDocument(
  made: { secret?: string; by?: string | undefined; signal?: AbortSignal } = {},
): Promise<DocumentId> {
  const { secret, by, signal } = made
  const body = await request('/api/documents', {
    method: 'POST',
    ...(secret !== undefined && { body: { secret, by } }),
    ...(signal && { signal }),
  })
  return decode(createdSchema, body).id
}

/** What the server knows about these documents; it leaves out those that it does not know.
 *  @throws {RequestFailed} */
export async function fetchSummaries(ids: readonly DocumentId[], signal: AbortSignal): Promise<Summary[]> {
  if (ids.length === 0) return []
  return decode(summariesSchema, await request(`/api/documents?ids=${ids.join(',')}`, { signal }))
}

/** Whether the server would hand the document out; false, too, when it does not answer. */
export async function mayRead(
  id: DocumentId,
  options: { signal: AbortSignal; linkKey: string | undefined },
): Promise<boolean> {
  try {
    await request(`/api/documents/${id}/sharing`, options)
    return true
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error
    // How it is shared is not for every reader; that it is there, they may know. Its owner knows of it in the trash, too.
    return error.reason === 'forbidden' && error.detail !== inTrashDetail
  }
}

/** Newest first.  @throws {RequestFailed} */
export async function fetchList(list: ListName, signal: AbortSignal): Promise<ListedDocument[]> {
  return decode(listedSchema, await request(`/api/documents?list=${list}`, { signal }))
}

/** Only the owner sees it from then on.  @throws {RequestFailed} */
export async function moveToTrash(id: DocumentId): Promise<void> {
  await request(`/api/documents/${id}/trash`, { method: 'PUT' })
}

/** Takes it out of the trash again.  @throws {RequestFailed} */
export async function restore(id: DocumentId): Promise<void> {
  await request(`/api/documents/${id}/trash`, { method: 'DELETE' })
}

/** From the trash, for good.  @throws {RequestFailed} */
export async function deleteForGood(id: DocumentId): Promise<void> {
  await request(`/api/documents/${id}`, { method: 'DELETE' })
}
