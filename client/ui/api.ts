import * as v from 'valibot'
import {
  type DocumentId,
  decode,
  documentIdSchema,
  type Summary,
  summarySchema,
} from '../../protocol/index.ts'

const createdSchema = v.object({ id: documentIdSchema })
const summariesSchema = v.array(summarySchema)

/** The server did not do what was asked: it is away, or answered with something else than it should. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  /** The answer's HTTP status; undefined without an answer. */
  readonly status: number | undefined

  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}

/** @throws {RequestFailed} */
export async function createDocument(): Promise<DocumentId> {
  const body = await request('/api/documents', { method: 'POST' })
  return decode(createdSchema, body).id
}

/** What the server knows about these documents; it leaves out those that it does not know.
 *  @throws {RequestFailed} */
export async function fetchSummaries(ids: readonly DocumentId[], signal: AbortSignal): Promise<Summary[]> {
  if (ids.length === 0) return []
  return decode(summariesSchema, await request(`/api/documents?ids=${ids.join(',')}`, { signal }))
}

async function request(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new RequestFailed(`${path}: ${String(cause)}`)
  })
  if (!response.ok) throw new RequestFailed(`${path}: ${response.status}`, response.status)
  return response.json()
}
