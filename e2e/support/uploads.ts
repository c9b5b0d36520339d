import { createHash } from 'node:crypto'
import type { HttpPerson } from './http-people.ts'

/** Somebody, as far as uploads go. */
type Asker = Pick<HttpPerson, 'cookie'>

export interface Place {
  url: string
  documentId: string
  by?: Asker
}

export const bodyType = 'application/offset+octet-stream'
export const tus = { 'tus-resumable': '1.0.0' }

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export function ask(
  { url, by }: Pick<Place, 'url' | 'by'>,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: Uint8Array<ArrayBuffer> | string } = {},
): Promise<Response> {
  return fetch(url + path, {
    method,
    headers: { ...tus, ...(by && { cookie: by.cookie }), ...headers },
    ...(body !== undefined && { body }),
    redirect: 'manual',
  })
}

/** The answer to the beginning of an upload. */
export function begin(
  place: Place,
  { name, size }: { name: string; size: number | string },
): Promise<Response> {
  const headers = {
    'upload-length': String(size),
    'upload-metadata': `name ${Buffer.from(name).toString('base64')},type ${Buffer.from('text/html').toString('base64')}`,
  }
  return ask(place, 'POST', `/api/documents/${place.documentId}/uploads`, { headers })
}

/** The path of an upload that has begun. */
export async function begun(place: Place, what: { name: string; size: number }): Promise<string> {
  const answer = await begin(place, what)
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.headers.get('location') ?? ''
}

export function bring(
  place: Pick<Place, 'url' | 'by'>,
  path: string,
  { offset, bytes }: { offset: number; bytes: Uint8Array<ArrayBuffer> },
): Promise<Response> {
  const headers = { 'content-type': bodyType, 'upload-offset': String(offset) }
  return ask(place, 'PATCH', path, { headers, body: bytes })
}

/** Brings all of it at once. Gives what the file is called. */
export async function upload(
  place: Place,
  { name, bytes }: { name: string; bytes: Uint8Array<ArrayBuffer> },
): Promise<string> {
  const path = await begun(place, { name, size: bytes.length })
  if (bytes.length > 0) {
    const answer = await bring(place, path, { offset: 0, bytes })
    if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`)
  }
  return path.split('/').at(-1) ?? ''
}
