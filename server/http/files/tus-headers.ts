import type { IncomingHttpHeaders } from 'node:http'

/** Of the protocol tus (https://tus.io/protocols/resumable-upload). */
export const tusVersion = '1.0.0'
export const bodyType = 'application/offset+octet-stream'

const maxMetadata = 8 * 1024

/** A whole number, from 0 on. */
export function countIn(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return undefined
  return Number(header)
}

/** What `Upload-Metadata` says under that name: words with their values in base64, with commas between. */
export function metadataIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const header = headers['upload-metadata']
  if (typeof header !== 'string' || header.length > maxMetadata) return undefined
  for (const pair of header.split(',')) {
    const [key, value = ''] = pair.trim().split(' ')
    if (key === name) return Buffer.from(value, 'base64').toString('utf8')
  }
  return undefined
}
