import * as v from 'valibot'
import { type DocumentId, decode, documentIdSchema } from '../../../protocol/index.ts'
import { request } from './request.ts'

const createdSchema = v.object({ id: documentIdSchema })
const maxTitleLength = 300

/** Marks it for oneself, or takes the mark away.  @throws {RequestFailed} */
export async function setStarred(id: DocumentId, isStarred: boolean, linkKey?: string): Promise<void> {
  await request(`/api/documents/${id}/star`, { method: isStarred ? 'PUT' : 'DELETE', linkKey })
}

/** A document of one's own with the same words.  @throws {RequestFailed} */
export async function copyDocument(id: DocumentId, title: string, linkKey?: string): Promise<DocumentId> {
  const body = { title: title.slice(0, maxTitleLength) }
  return decode(createdSchema, await request(`/api/documents/${id}/copy`, { method: 'POST', body, linkKey }))
    .id
}
