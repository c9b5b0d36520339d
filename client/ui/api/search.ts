import * as v from 'valibot'
import { decode } from '../../../protocol/index.ts'
import { type Found, foundSchema } from '../../../protocol/search.ts'
import { request } from './request.ts'

/** What is found where one may read.  @throws {RequestFailed} */
export async function fetchFound(search: string, signal: AbortSignal): Promise<Found[]> {
  const found = await request(`/api/documents?search=${encodeURIComponent(search)}`, { signal })
  return decode(v.array(foundSchema), found)
}
