import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeSmallDisk } from '../server/log/sqlite/folder.contract.ts'
import { httpPerson, makeDocument } from './support/http-people.ts'
import { startServer } from './support/start-server.ts'
import { ask, begin, begun, bring, sha256 } from './support/uploads.ts'

const megabyte = 1024 * 1024

it('takes what fits on a disk that is full, says so, and goes on there when there is room', async ({
  skip,
}) => {
  const disk = (await makeSmallDisk(4 * 1024)) ?? skip('a small disk can be mounted by root alone')
  onTestFinished(() => disk.remove())
  const server = await startServer({ env: { FILES_URL: join(disk.path, 'files'), FILES_RESERVE: '1k' } })
  onTestFinished(() => server.stop())
  const ann = await httpPerson(server.url)
  const place = { url: server.url, documentId: await makeDocument(ann), by: ann }
  const path = await begun(place, { name: 'noise', size: 3 * megabyte })
  const ballast = join(disk.path, 'ballast')
  const file = openSync(ballast, 'w')
  writeSync(file, new Uint8Array(2 * megabyte))
  closeSync(file)

  const bytes = new Uint8Array(randomBytes(3 * megabyte))
  const full = await bring(place, path, { offset: 0, bytes })
  expect([full.status, await full.json()]).toMatchObject([507, { ok: false, reason: 'storage' }])
  const told = Number(full.headers.get('upload-offset'))
  expect(told).toBeGreaterThan(megabyte)
  expect((await ask(place, 'HEAD', path)).headers.get('upload-offset')).toBe(String(told))
  // Documents are elsewhere.
  await makeDocument(ann)

  rmSync(ballast)
  await server.kill()
  await server.restart()
  expect((await ask(place, 'HEAD', path)).headers.get('upload-offset')).toBe(String(told))
  const last = await bring(place, path, { offset: told, bytes: bytes.slice(told) })
  expect([last.status, last.headers.get('x-quire-sha256')]).toEqual([204, sha256(bytes)])
  expect(server.exited).toBe(false)
}, 60_000)

it('leaves the documents, on the same disk, what room there is, and says that files have none', async ({
  skip,
}) => {
  const disk = (await makeSmallDisk(24 * 1024)) ?? skip('a small disk can be mounted by root alone')
  onTestFinished(() => disk.remove())
  const server = await startServer({ env: { DATA_DIR: join(disk.path, 'data'), FILES_RESERVE: '6M' } })
  onTestFinished(() => server.stop())
  const ann = await httpPerson(server.url)
  const place = { url: server.url, documentId: await makeDocument(ann), by: ann }
  const bytes = new Uint8Array(6 * megabyte)
  const path = await begun(place, { name: 'noise', size: bytes.length })
  const { bavail, bsize } = statfsSync(disk.path)
  const ballast = new Uint8Array(bavail * bsize - 9 * megabyte)
  writeFileSync(join(disk.path, 'ballast'), ballast, { flush: true })

  const refused = await begin(place, { name: 'more', size: 5 * megabyte })
  expect([refused.status, await refused.json()]).toMatchObject([507, { reason: 'storage', limit: 'disk' }])
  const full = await bring(place, path, { offset: 0, bytes })
  const told = Number(full.headers.get('upload-offset'))
  expect([full.status, told > megabyte]).toEqual([507, true])
  for (let i = 0; i < 20; i++) await makeDocument(ann)
  rmSync(join(disk.path, 'ballast'))
  expect((await bring(place, path, { offset: told, bytes: bytes.slice(told) })).status).toBe(204)
}, 60_000)
