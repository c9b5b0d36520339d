import 'fake-indexeddb/auto'
import { afterEach, expect, it } from 'vitest'
import { databasePrefix, openDatabase } from '../device-database.ts'
import { forgetSaved } from '../forget-saved.ts'
import { KeptUploads } from './kept-uploads.ts'
import { unfinishedOnDevice } from './unfinished-on-device.ts'
import { Upload, type UploadState } from './upload.ts'

afterEach(async () => {
  for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
})

it('names what is not uploaded yet, of all documents, before whoever signs out has it forgotten', async () => {
  const [one, other] = [new KeptUploads('one'), new KeptUploads('other')]
  await one.keep({ token: 'a', name: 'plan.pdf', size: 4, file: new Blob(['plan']), by: 'u_ann' })
  await other.keep({ token: 'b', name: 'film.mp4', size: 1e10 })
  await other.keep({ token: 'c', name: 'done.txt', size: 4 })
  await other.forget('c')
  ;(await openDatabase(`${databasePrefix}third`)).close()
  expect((await unfinishedOnDevice()).sort()).toEqual(['film.mp4', 'plan.pdf'])
  await Promise.all([one.close(), other.close()])
  await forgetSaved()
  expect(await unfinishedOnDevice()).toEqual([])
})

it('is begun by nobody else who is at the device then, and may be gone on with by whoever began it', async () => {
  const states: UploadState[] = []
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const upload: Upload = new Upload({
    file: new Blob(['plan']),
    name: 'plan.pdf',
    endpoint: 'http://127.0.0.1:1/',
    url: undefined,
    headers: {},
    paused: true,
    mayBegin: () => false,
    ready: async () => {},
    takeSeat: () => Promise.reject(new Error('nothing is sent')),
    changed: () => {
      states.push(upload.state)
      if (upload.state.state === 'failed') end()
    },
    named: () => {},
    done: () => {},
  })
  upload.goOn()
  await over
  expect(states.at(-1)).toEqual({ state: 'failed', trouble: { why: 'anothers' } })
})
