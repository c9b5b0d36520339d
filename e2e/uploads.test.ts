import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HttpResponse, Upload, type UploadOptions } from 'tus-js-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type App, openApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { ask, begin, begun, bodyType, bring, type Place, sha256, tus, upload } from './support/uploads.ts'

const folder = mkdtempSync(join(tmpdir(), 'quire-uploads-'))
let app: App
beforeAll(async () => {
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    FILES_MAX_BYTES: '1M',
    FILES_MAX_BYTES_PER_DOCUMENT: '2M',
    FILES_MAX_PER_DOCUMENT: '4',
    FILES_MAX_UNFINISHED: '3',
  }
  app = await openApp(readConfig(env), {
    onFatal: error => {
      throw error
    },
  })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

/** A new document of somebody new. */
async function place(): Promise<Place & { by: HttpPerson }> {
  const by = await httpPerson(app.address)
  return { url: app.address, documentId: await makeDocument(by), by }
}

const text = (words: string) => new Uint8Array(Buffer.from(words))
const json = (answer: Response): Promise<unknown> => answer.json()
const fileAt = ({ documentId }: Place, id: string) => `/api/documents/${documentId}/files/${id}`

it('takes a file in pieces, tells where to go on, and gives it back as it is', async () => {
  const at = await place()
  const bytes = new Uint8Array(randomBytes(300_000))
  const path = await begun(at, { name: 'noise.bin', size: bytes.length })
  expect(path).toMatch(new RegExp(`^/api/documents/${at.documentId}/uploads/[0-9a-f]{32}$`))
  const first = await bring(at, path, { offset: 0, bytes: bytes.slice(0, 100_000) })
  expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '100000'])
  const head = await ask(at, 'HEAD', path)
  expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual(['100000', '300000'])
  expect(await json(await ask(at, 'GET', path))).toEqual({
    offset: 100_000,
    size: 300_000,
    name: 'noise.bin',
    state: 'uploading',
  })
  const last = await bring(at, path, { offset: 100_000, bytes: bytes.slice(100_000) })
  const id = path.split('/').at(-1) ?? ''
  expect(Object.fromEntries(last.headers)).toMatchObject({
    'upload-offset': '300000',
    'x-quire-file': id,
    'x-quire-sha256': sha256(bytes),
    'x-quire-type': 'application/octet-stream',
  })
  const file = {
    id,
    name: 'noise.bin',
    type: 'application/octet-stream',
    size: 300_000,
    sha256: sha256(bytes),
  }
  expect(await json(await ask(at, 'GET', path))).toEqual({
    offset: 300_000,
    size: 300_000,
    name: 'noise.bin',
    state: 'done',
    file,
  })
  expect((await ask(at, 'HEAD', path)).headers.get('x-quire-sha256')).toBe(sha256(bytes))
  const got = await ask(at, 'GET', fileAt(at, id))
  expect(sha256(new Uint8Array(await got.arrayBuffer()))).toBe(sha256(bytes))
})

it('takes a file of nothing', async () => {
  const at = await place()
  const answer = await begin(at, { name: 'empty.txt', size: 0 })
  const id = answer.headers.get('x-quire-file') ?? ''
  expect([answer.status, answer.headers.get('x-quire-type')]).toEqual([201, 'text/plain'])
  const got = await ask(at, 'GET', fileAt(at, id))
  expect([got.status, await got.text()]).toEqual([200, ''])
  expect(got.headers.get('content-length')).toBe('0')
})

it.each([
  ['a way up', '../../etc/passwd', 'passwd'],
  ['a way on another system', 'C:\\Users\\ann\\notes.txt', 'notes.txt'],
  ['a name with signs that mean something', 'a<b>:"c"|?*.txt', 'a_b___c____.txt'],
  ['a name that turns the reading direction around', 'invoice\u202etxt.exe', 'invoicetxt.exe'],
  ['no name at all', '..', 'file'],
  ['a name in Korean', '보고서.pdf', '보고서.pdf'],
])('gives %s back as the name of a file', async (_, name, clean) => {
  const at = await place()
  const id = await upload(at, { name, bytes: text('words') })
  const { headers } = await ask(at, 'HEAD', fileAt(at, id))
  const [, encoded = ''] = /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '') ?? []
  expect(decodeURIComponent(encoded)).toBe(clean)
})

it('gives a file under the name by which it is asked for', async () => {
  const at = await place()
  const id = await upload(at, { name: 'old.txt', bytes: text('words') })
  const nameFor = async (query: string) => {
    const { headers } = await ask(at, 'HEAD', fileAt(at, id) + query)
    return decodeURIComponent(
      /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '')?.[1] ?? '',
    )
  }
  expect(await nameFor(`?name=${encodeURIComponent('../봄 계획.txt')}`)).toBe('봄 계획.txt')
  expect(await nameFor('?name=')).toBe('old.txt')
  expect(await nameFor('?name=a&name=b')).toBe('old.txt')
})

it('refuses what is too large, and too many, and says how much there may be', async () => {
  const at = await place()
  const refused = async (size: number) => {
    const answer = await begin(at, { name: 'a', size })
    return [answer.status, await json(answer)]
  }
  const megabyte = 1024 * 1024
  expect(await refused(megabyte + 1)).toEqual([
    413,
    { ok: false, reason: 'too-large', detail: expect.any(String), limit: 'file', max: megabyte },
  ])
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => begin(at, { name: 'a', size: megabyte * 0.75 })))
  expect(all.map(({ status }) => status).sort()).toEqual([201, 201, 413, 413, 413])
  expect(await refused(megabyte * 0.75)).toMatchObject([413, { limit: 'document', max: 2 * megabyte }])
  const [path = ''] = all.flatMap(({ headers }) => headers.get('location') ?? [])
  expect((await ask(at, 'DELETE', path)).status).toBe(204)
  expect((await ask(at, 'HEAD', path)).status).toBe(404)
  await begun(at, { name: 'a', size: megabyte * 0.75 })
  await begun(at, { name: 'a', size: 1 })
  const many = await begin(at, { name: 'a', size: 1 })
  expect([many.status, many.headers.get('retry-after')]).toEqual([429, '30'])
  const other = await place()
  for (let i = 0; i < 4; i++) await upload(other, { name: 'a', bytes: text('a') })
  const fifth = await begin(other, { name: 'a', size: 1 })
  expect([fifth.status, await json(fifth)]).toMatchObject([413, { limit: 'count', max: 4 }])
})

it('takes nothing beyond what was announced, and nothing at another place', async () => {
  const at = await place()
  const path = await begun(at, { name: 'a', size: 10 })
  expect((await bring(at, path, { offset: 0, bytes: text('eleven signs') })).status).toBe(413)
  const unannounced = await fetch(app.address + path, {
    method: 'PATCH',
    headers: { ...tus, cookie: at.by.cookie, 'content-type': bodyType, 'upload-offset': '0' },
    body: new Blob([text('eleven signs')]).stream(),
    duplex: 'half',
  } as RequestInit)
  expect(unannounced.status).toBe(413)
  const elsewhere = await bring(at, path, { offset: 3, bytes: text('a') })
  expect([elsewhere.status, elsewhere.headers.get('upload-offset')]).toEqual([409, '0'])
  expect((await bring(at, path, { offset: 0, bytes: text('ten signs.') })).status).toBe(204)
  const again = await bring(at, path, { offset: 0, bytes: text('ten signs.') })
  expect([again.status, again.headers.get('upload-offset')]).toEqual([409, '10'])
  expect((await ask(at, 'DELETE', path)).status).toBe(409)
})

it.each([
  ['without the protocol’s name', 'POST', { 'tus-resumable': '' }, 412],
  ['of no length', 'POST', { 'upload-length': '' }, 400],
  ['of a length that is none', 'POST', { 'upload-length': '-1' }, 400],
  ['without a name', 'POST', { 'upload-metadata': '' }, 400],
  ['with another type', 'PATCH', { 'content-type': 'application/json' }, 415],
  ['with no type', 'PATCH', { 'content-type': '' }, 415],
  ['at no place', 'PATCH', { 'upload-offset': 'x' }, 400],
])('refuses an upload %s', async (_, method, wrong, status) => {
  const at = await place()
  const path = await begun(at, { name: 'a', size: 2 })
  const right = {
    'content-type': bodyType,
    'upload-offset': '0',
    'upload-length': '2',
    'upload-metadata': 'name YQ==',
  }
  const to = method === 'POST' ? `/api/documents/${at.documentId}/uploads` : path
  const kept = Object.entries({ ...right, ...wrong }).filter(([, value]) => value !== '')
  const headers = {
    ...Object.fromEntries(kept),
    ...('tus-resumable' in wrong && { 'tus-resumable': 'none' }),
  }
  const answer = await ask(at, method, to, { headers, ...(method === 'PATCH' && { body: '{}' }) })
  expect(answer.status).toBe(status)
})

it('gives parts of a file, and nothing anew that a browser has', async () => {
  const at = await place()
  const id = await upload(at, { name: 'digits.txt', bytes: text('0123456789') })
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await ask(at, method, fileAt(at, id), { headers })
    return [answer.status, await answer.text(), answer.headers.get('content-range')]
  }
  const { headers } = await ask(at, 'HEAD', fileAt(at, id))
  const etag = headers.get('etag') ?? ''
  expect(etag).toBe(`"${sha256(text('0123456789'))}"`)
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-length': '10',
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'content-type': 'text/plain; charset=utf-8',
  })
  expect(await get({ range: 'bytes=2-4' })).toEqual([206, '234', 'bytes 2-4/10'])
  expect(await get({ range: 'bytes=-3' })).toEqual([206, '789', 'bytes 7-9/10'])
  expect(await get({ range: 'bytes=10-' })).toEqual([416, '', 'bytes */10'])
  expect(await get({ range: 'bytes=2-4', 'if-range': '"another"' })).toEqual([200, '0123456789', null])
  expect(await get({ range: 'bytes=2-4', 'if-range': etag })).toEqual([206, '234', 'bytes 2-4/10'])
  expect(await get({ 'if-none-match': etag })).toEqual([304, '', null])
  expect(await get({ 'if-none-match': `"another", W/${etag}` })).toEqual([304, '', null])
  expect(await get({ 'if-none-match': '"another"' })).toEqual([200, '0123456789', null])
})

it('is understood by the protocol’s own client, which goes on where it was, and cancels', async () => {
  const at = await place()
  const bytes = randomBytes(500_000)
  const headers = { cookie: at.by.cookie }
  const endpoint = `${app.address}/api/documents/${at.documentId}/uploads`
  const begin = (content: Buffer, options: UploadOptions = {}) =>
    new Promise<{ upload: Upload; response: HttpResponse | undefined }>((resolve, reject) => {
      const upload = new Upload(content, {
        endpoint,
        headers,
        metadata: { name: 'noise.bin' },
        chunkSize: 100_000,
        onError: reject,
        onSuccess: ({ lastResponse }) => resolve({ upload, response: lastResponse }),
        onChunkComplete: (_, sent) => {
          if (sent < 200_000 || options.uploadUrl !== undefined) return
          upload.abort().then(() => resolve({ upload, response: undefined }), reject)
        },
        ...options,
      })
      upload.start()
    })
  const { upload } = await begin(bytes)
  const url = upload.url ?? ''
  expect((await ask(at, 'HEAD', new URL(url).pathname)).headers.get('upload-offset')).toBe('200000')
  const { response } = await begin(bytes, { uploadUrl: url })
  expect(response?.getHeader('x-quire-sha256')).toBe(sha256(bytes))
  const again = await begin(bytes, { uploadUrl: url })
  expect(again.response?.getHeader('x-quire-sha256')).toBe(sha256(bytes))
  const empty = await begin(Buffer.alloc(0))
  expect(empty.response?.getHeader('x-quire-file')).toMatch(/^[0-9a-f]{32}$/)
  const { upload: cancelled } = await begin(bytes)
  await cancelled.abort(true)
  expect((await ask(at, 'HEAD', new URL(cancelled.url ?? url).pathname)).status).toBe(404)
})
