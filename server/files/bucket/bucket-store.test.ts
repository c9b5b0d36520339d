import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { allOf, bytesOf } from '../../../e2e/support/all-of.ts'
import { type S3, startS3 } from '../../../e2e/support/s3.ts'
import { openTcpProxy } from '../../../e2e/support/tcp-proxy.ts'
import { openTables } from '../../access/logins/testing/open-tables.ts'
import { type BlobWriter, StoreAway } from '../file-store.ts'
import { openFileStore } from '../open-file-store.ts'
import { type BucketOptions, openBucket } from './bucket.ts'
import type { BucketPlace } from './bucket-place.ts'
import { BucketStore } from './bucket-store.ts'
import { chainOf, nameOf } from './pieces.ts'
import { streamOf } from './read-pieces.ts'

const megabyte = 1024 * 1024
const key = '0123456789abcdef0123456789abcdef'
const other = 'f'.repeat(32)

let s3: S3
beforeAll(async () => {
  s3 = await startS3()
}, 60_000)
afterAll(() => s3.stop())

/** A store under a prefix of its own. */
function stage(more: Partial<BucketPlace> = {}, how: BucketOptions & { keepAfterMs?: number } = {}) {
  const prefix = `store/${randomUUID()}`
  const bucket = openBucket(s3.place(prefix, more), how)
  const keepAfterMs = how.keepAfterMs ?? 60_000
  const store = new BucketStore({ bucket, mustBeOurs: async () => {}, keepAfterMs })
  const add = async (start: number, bytes: Uint8Array) =>
    bucket.put(nameOf(key, { start, length: bytes.length }), [bytes])
  const bring = async (bytes: Uint8Array, work: (writer: BlobWriter) => Promise<void> = async () => {}) => {
    const writer = await store.openToWrite(key)
    for (let at = 0; at < bytes.length; at += 65_536) await writer.write(bytes.subarray(at, at + 65_536))
    await writer.sync()
    await work(writer)
    await writer.close()
  }
  const read = async (range?: { from: number; to: number }) => {
    const reader = await store.openToRead(key)
    return reader && (await bytesOf(reader.read(range)))
  }
  return { prefix, bucket, store, add, bring, read, objects: () => s3.objects(prefix) }
}

const words = (text: string) => new Uint8Array(Buffer.from(text))

it('keeps of a blob what was brought to it, in pieces, and gives any part of it', async () => {
  const { store, bring, read, objects } = stage()
  const bytes = randomBytes(9 * megabyte + 17)
  await bring(bytes.subarray(0, 17_000))
  expect(await store.sizeOf(key)).toBe(17_000)
  await bring(bytes.subarray(17_000))
  expect(await store.sizeOf(key)).toBe(bytes.length)
  expect(objects().length).toBeLessThanOrEqual(4)
  // Byte by byte they would be compared for seconds.
  expect((await read())?.equals(bytes)).toBe(true)
  for (const [from, to] of [
    [0, 1],
    [16_990, 17_010],
    [4 * megabyte - 5, 8 * megabyte + 5],
    [bytes.length - 1, bytes.length - 1],
  ] as const)
    expect((await read({ from, to }))?.equals(bytes.subarray(from, to + 1))).toBe(true)
})

it('makes large pieces of crumbs', async () => {
  const { store, bring, read, objects } = stage()
  for (const each of 'the quick brown fox') await bring(words(each))
  expect([await store.sizeOf(key), (await read())?.toString()]).toEqual([19, 'the quick brown fox'])
  expect(objects().length).toBeLessThan(5)
})

it('has a blob of nothing, and none where nothing was opened', async () => {
  const { store, bring, read } = stage()
  expect(await store.openToRead(key)).toBeUndefined()
  await bring(words(''))
  expect([await store.sizeOf(key), await read()]).toEqual([0, Buffer.alloc(0)])
})

it('bears a piece that comes late of a node that was thought dead, and ends at a hole', async () => {
  const { store, add, bring, read } = stage()
  await add(0, words('the quick '))
  await add(18, words('jumps'))
  expect(await store.sizeOf(key)).toBe(10)
  await bring(words('brown'), async () => add(4, words('quick bro')))
  await bring(words(' fo'))
  expect((await read())?.toString()).toBe('the quick brown fojumps')
  expect((await read({ from: 9, to: 17 }))?.toString()).toBe(' brown fo')
})

it('cuts a blob anywhere', async () => {
  const { store, add, bring, read, objects } = stage()
  await add(0, words('the quick '))
  await bring(words('brown fox'), async writer => {
    await writer.write(words('es'))
    await writer.cutTo(19)
    expect(writer.size).toBe(19)
    await writer.cutTo(4)
    expect(writer.size).toBe(4)
    await writer.write(words('end'))
    await writer.sync()
  })
  expect([(await read())?.toString(), await store.sizeOf(key)]).toEqual(['the end', 7])
  await store.remove(key)
  expect([await store.sizeOf(key), await store.openToRead(key)]).toEqual([0, undefined])
  expect(() => objects()).toThrow('ENOENT')
})

it('lists blobs page by page, by when one was written to last, and nothing else', async () => {
  const { store, bucket } = stage({}, { pageLength: 2 })
  const before = Date.now()
  for (const [of, start] of [
    [key, 0],
    [key, 1],
    [key, 2],
    [other, 0],
  ] as const)
    await bucket.put(nameOf(of, { start, length: 1 }), [words('a')])
  await bucket.put('notes.txt', [words('of the operator')])
  await bucket.put(`${key}/notes.txt`, [words('of the operator')])
  expect(await allOf(store.keysFrom(Date.now() + 2_000))).toEqual([key, other])
  expect(await allOf(store.keysFrom(before - 2_000))).toEqual([])
  expect(await store.sizeOf(key)).toBe(3)
})

it('puts what has come when it has waited, and takes nothing more in when that fails', async () => {
  const line = await openTcpProxy({ port: s3.port })
  onTestFinished(() => line.close())
  const { store } = stage({ endpoint: line.url }, { keepAfterMs: 50, againInMs: [50, 100] })
  const writer = await store.openToWrite(key)
  await writer.write(words('words'))
  await expect.poll(() => store.sizeOf(key), { timeout: 10_000 }).toBe(5)
  // The store has it before it has said so.
  await writer.sync()
  await s3.kill()
  onTestFinished(async () => {
    await s3.restart()
  })
  await writer.write(words(' more'))
  expect(writer.size).toBe(10)
  await expect(writer.sync()).rejects.toThrow(/cannot be reached at http:\/\/127.0.0.1:\d+: /)
  await expect(writer.write(words('and more'))).rejects.toThrow(StoreAway)
  expect(writer.size).toBe(5)
  await writer.close()
})

it('holds no more than a piece, also of what comes while another one is on its way', async () => {
  const { bucket, read } = stage()
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  let putting = 0
  const slow = {
    ...bucket,
    put: async (name: string, body: readonly Uint8Array[]) => {
      putting++
      await opened
      return bucket.put(name, body)
    },
  }
  const store = new BucketStore({ bucket: slow, mustBeOurs: async () => {}, keepAfterMs: 10 })
  const writer = await store.openToWrite(key)
  const bytes = randomBytes(6 * megabyte)
  await writer.write(bytes.subarray(0, 3 * megabyte))
  await expect.poll(() => putting).toBe(1)
  let isTaken = false
  const taking = writer.write(bytes.subarray(3 * megabyte)).then(() => {
    isTaken = true
  })
  // As long as a piece that is not there waits to be.
  await turn()
  expect(isTaken).toBe(false)
  open()
  await taking
  await writer.sync()
  await writer.close()
  expect((await read())?.equals(bytes)).toBe(true)
})

it('goes on where it was when the line breaks in the middle of a download, and lets go of one that nobody reads', async () => {
  const line = await openTcpProxy({ port: s3.port })
  onTestFinished(() => line.close())
  const { store, bring } = stage({ endpoint: line.url })
  const bytes = randomBytes(6 * megabyte)
  await bring(bytes)
  const reader = await store.openToRead(key)
  if (reader === undefined) throw new Error('there is none')
  const got: Uint8Array[] = []
  let cuts = 0
  for await (const piece of reader.read() as AsyncIterable<Uint8Array>) {
    got.push(piece)
    if (cuts < 3 && got.length % 20 === 19) cuts += line.cut()
  }
  expect(cuts).toBeGreaterThanOrEqual(3)
  expect(Buffer.concat(got).equals(bytes)).toBe(true)
  const left: Readable = reader.read()
  await once(left, 'readable')
  left.destroy()
  await once(left, 'close')
})

it('lets go at once of a store that has fallen silent when nobody reads any more', async () => {
  const lines = new Set<Socket>()
  const silent = createServer(line => {
    lines.add(line.resume().on('close', () => lines.delete(line)))
    line.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe first words')
  })
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void silent.close())
  const { port } = silent.address() as AddressInfo
  const { bucket } = stage({ endpoint: `http://127.0.0.1:${port}` })
  const left = streamOf({ bucket, key }, chainOf([{ start: 0, length: 1000 }]), { from: 0, to: 999 })
  await once(left, 'readable')
  expect(String(left.read())).toBe('the first words')
  // It waits for more.
  left.read()
  left.destroy()
  await expect.poll(() => [lines.size, left.closed], { timeout: 5_000 }).toEqual([0, true])
})

it.each([
  [
    'a bucket that is not there',
    { bucket: 'none-of-ours' },
    /is not there: make the bucket.*404 NoSuchBucket/,
  ],
  [
    'an unknown key',
    { accessKeyId: 'ANOTHER' },
    /does not know AWS_ACCESS_KEY_ID \(403 InvalidAccessKeyId\)/,
  ],
  ['another secret', { secretAccessKey: 'another' }, /AWS_SECRET_ACCESS_KEY is another one/],
])('says of %s what to do, once', async (_, { bucket, ...wrong }: Record<string, string>, sentence) => {
  const { key: right } = s3.place('')
  const { tables } = await openTables()
  const place = s3.place('any', {
    ...(bucket !== undefined && { bucket }),
    key: { ...right, ...wrong } as BucketPlace['key'],
  })
  const opening = openFileStore({ bucket: place, tables })()
  await expect(opening).rejects.toThrow(sentence)
  await expect(opening).rejects.toThrow(StoreAway)
  await expect(opening).rejects.not.toThrow(/another\b.*another|S3RVER/)
})

it('takes the bucket of another database for what it is, whoever comes first of two', async () => {
  const place = s3.place(`marks/${randomUUID()}`)
  const [{ tables: ours }, { tables: theirs }] = [await openTables(), await openTables()]
  const nodes = [1, 2, 3].map(() => openFileStore({ bucket: place, tables: ours })())
  for (const store of await Promise.all(nodes)) expect(await store.sizeOf(key)).toBe(0)
  await expect(openFileStore({ bucket: place, tables: theirs })()).rejects.toThrow(
    /has the files of another database/,
  )
  const elsewhere = s3.place(`marks/${randomUUID()}`)
  await expect(openFileStore({ bucket: elsewhere, tables: ours })()).rejects.toThrow(
    /put an empty object marks\/\S+\/quire-files\/[0-9a-f]{32} there/,
  )
  // At the same moment: one of them has it, or neither, and then the next who asks.
  const new1 = s3.place(`marks/${randomUUID()}`)
  const { tables: third } = await openTables()
  const stores = [theirs, third].map(tables => openFileStore({ bucket: new1, tables }))
  const opened = await Promise.allSettled(stores.map(open => open()))
  expect(opened.filter(({ status }) => status === 'fulfilled').length).toBeLessThan(2)
  if (opened.every(({ status }) => status === 'rejected')) await stores[0]?.()
})
