import type { StoredFile } from '../../files/upload-rows.ts'

/** What a browser shows by itself, and in which nothing can run. */
const shown = new Set([
  'image/png',
  'image/apng',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
  'audio/aac',
  'audio/flac',
  'audio/mp4',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/x-m4a',
  'video/mp4',
  'video/ogg',
  'video/quicktime',
  'video/webm',
])

/** What a browser could take for a page, or for a part of one, were it to be shown it. */
const active = /html|xml|svg|script|css|json|multipart|message\//

/** Were it opened as a page all the same, nothing in it could run, or reach anything of ours. */
export const filePolicy =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

/** As what a file is given away: shown in place only where that can do no harm, and saved to the disk otherwise. */
export function servedAs({ type, name }: Pick<StoredFile, 'type' | 'name'>) {
  // It may say how it is written, too: audio/ogg; codecs=opus
  const [kind = type] = type.split(';')
  const manner = shown.has(kind) ? 'inline' : 'attachment'
  return {
    'content-type': active.test(type)
      ? 'application/octet-stream'
      : type === 'text/plain'
        ? `${type}; charset=utf-8`
        : type,
    'content-disposition': `${manner}; filename="${inAscii(name)}"; filename*=UTF-8''${encoded(name)}`,
    'content-security-policy': filePolicy,
    'x-content-type-options': 'nosniff',
  }
}

/** For programs that know nothing newer. */
const inAscii = (name: string) => name.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_')

/** RFC 8187: what may stand unencoded is less than `encodeURIComponent` leaves. */
const encoded = (name: string) =>
  encodeURIComponent(name).replace(/['()*!]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
