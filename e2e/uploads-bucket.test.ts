import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type App, openApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { httpPerson, makeDocument } from './support/http-people.ts'
import { type S3, startS3 } from './support/s3.ts'
import { until } from './support/until.ts'
import { ask, begin, begun, bodyType, bring, type Place, sha256, tus } from './support/uploads.ts'

const megabyte = 1024 * 1024
const folder = mkdtempSync(join(tmpdir(), 'quire-uploads-bucket-'))
const onFatal = (error: Error) => {
  throw error
}
let s3: S3
let app: App
beforeAll(async () => {
  s3 = await startS3()
  const env = { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ...s3.env('of-this/server') }
  app = await openApp(readConfig(env), { onFatal })
}, 60_000)
afterAll(async () => {
  await app.close()
  await s3.stop()
  rmSync(folder, { recursive: true })
})

async function place(): Promise<Place> {
  const by = await httpPerson(app.address)
  return { url: app.address, documentId: await makeDocument(by), by }
}

/** Bytes that the server has heard. */
async function heard(): Promise<number> {
  const metrics = await (await fetch(`${app.address}/metrics`)).text()
  return Number(/^quire_upload_bytes_total (\d+)/m.exec(metrics)?.[1])
}

const offsetOf = async (at: Place, path: string) =>
  Number((await ask(at, 'HEAD', path)).headers.get('upload-offset'))

it('goes on where it was when the store is killed in the middle of an upload and comes back', async () => {
  expect(app.description).toContain(`files    s3://quire/of-this/server/ at http://127.0.0.1:${s3.port}`)
  const at = await place()
  const bytes = new Uint8Array(randomBytes(10 * megabyte))
  const path = await begun(at, { name: 'noise.bin', size: bytes.length })
  const id = path.split('/').at(-1) ?? ''
  let goOn = () => {}
  const body = new ReadableStream({
    start: controller => {
      controller.enqueue(bytes.subarray(0, 5 * megabyte))
      goOn = () => {
        controller.enqueue(bytes.subarray(5 * megabyte))
        controller.close()
      }
    },
  })
  const bringing = fetch(app.address + path, {
    method: 'PATCH',
    headers: { ...tus, cookie: at.by?.cookie ?? '', 'content-type': bodyType, 'upload-offset': '0' },
    body,
    duplex: 'half',
  } as RequestInit)
  await until(() => s3.objects('of-this/server').some(name => name.startsWith(id)), 'the first piece')
  await s3.kill()
  goOn()
  const failed = await bringing
  expect([failed.status, await failed.json()]).toMatchObject([503, { ok: false, reason: 'storage' }])
  // Documents are elsewhere.
  await place()
  await s3.restart()
  const offset = await offsetOf(at, path)
  expect(offset).toBeGreaterThanOrEqual(4 * megabyte)
  const last = await bring(at, path, { offset, bytes: bytes.slice(offset) })
  expect([last.status, last.headers.get('x-quire-sha256')]).toEqual([204, sha256(bytes)])
  const range = { headers: { range: `bytes=${offset - 10}-${offset + 9}` } }
  const part = await ask(at, 'GET', `/api/documents/${at.documentId}/files/${id}`, range)
  expect([part.status, new Uint8Array(await part.arrayBuffer())]).toEqual([
    206,
    bytes.slice(offset - 10, offset + 10),
  ])
})

it('keeps what came before a line was cut, however little it is, and takes a file of nothing', async () => {
  const at = await place()
  const path = await begun(at, { name: 'noise.bin', size: megabyte })
  const before = await heard()
  const cut = new AbortController()
  const body = new ReadableStream({ start: controller => controller.enqueue(randomBytes(17_000)) })
  const bringing = fetch(app.address + path, {
    method: 'PATCH',
    headers: { ...tus, cookie: at.by?.cookie ?? '', 'content-type': bodyType, 'upload-offset': '0' },
    body,
    duplex: 'half',
    signal: cut.signal,
  } as RequestInit)
  await until(async () => (await heard()) === before + 17_000, 'all of it to come')
  cut.abort()
  await expect(bringing).rejects.toThrow()
  expect(await offsetOf(at, path)).toBe(17_000)
  const empty = await begin(at, { name: 'empty.txt', size: 0 })
  expect([empty.status, empty.headers.get('x-quire-type')]).toEqual([201, 'text/plain'])
  const got = await ask(
    at,
    'GET',
    `/api/documents/${at.documentId}/files/${empty.headers.get('x-quire-file')}`,
  )
  expect([got.status, await got.text()]).toEqual([200, ''])
})
