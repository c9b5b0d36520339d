import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bytesOf } from '../../../e2e/support/all-of.ts'
import { type GoogleStorage, startGoogleStorage } from '../../../e2e/support/google-storage.ts'
import { type S3, startS3 } from '../../../e2e/support/s3.ts'
import { StoreAway } from '../file-store.ts'
import { openBucket } from './bucket.ts'
import type { BucketPlace } from './bucket-place.ts'
import { BucketStore } from './bucket-store.ts'

const key = '0123456789abcdef0123456789abcdef'
let s3: S3
let google: GoogleStorage
beforeAll(async () => {
  s3 = await startS3()
  google = await startGoogleStorage(s3)
}, 60_000)
afterAll(async () => {
  await google.close()
  await s3.stop()
})

function stage(more: Partial<BucketPlace> = {}) {
  const bucket = openBucket(google.place(`google/${randomUUID()}`, more), { againInMs: [20, 20] })
  const store = new BucketStore({ bucket, mustBeOurs: async () => {} })
  const told = google.told
  const bring = async (bytes: Uint8Array) => {
    const writer = await store.openToWrite(key)
    await writer.write(bytes)
    await writer.sync()
    await writer.close()
  }
  return { store, bring, tokens: () => google.told - told }
}

it('asks the platform for one token, and brings and reads with it', async () => {
  const { store, bring, tokens } = stage()
  const bytes = randomBytes(100_000)
  await Promise.all([store.sizeOf(key), store.sizeOf(key)])
  await bring(bytes)
  const reader = await store.openToRead(key)
  if (reader === undefined) throw new Error('there is none')
  const got = await bytesOf(reader.read({ from: 10, to: 99_998 }))
  expect(got.equals(bytes.subarray(10, 99_999))).toBe(true)
  await store.remove(key)
  expect([await store.sizeOf(key), tokens()]).toEqual([0, 1])
})

it('has another token before one ends, and when one is not accepted any more', async () => {
  const { store, bring, tokens } = stage()
  await bring(randomBytes(10))
  google.revoke()
  expect([await store.sizeOf(key), tokens()]).toEqual([10, 2])
  google.livesForS = 0
  google.revoke()
  await store.sizeOf(key)
  await store.sizeOf(key)
  google.livesForS = 3_600
  expect(tokens()).toBe(4)
})

it('asks Google for a token with the key of a service account', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { bring, store } = stage({
    key: {
      by: 'google-key',
      email: 'quire@project.iam.gserviceaccount.com',
      keyId: 'key-1',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      tokenUrl: `${google.url}/token`,
    },
  })
  await bring(randomBytes(10))
  expect(await store.sizeOf(key)).toBe(10)
  expect(google.lastGrant?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  const { payload, protectedHeader } = await jwtVerify(google.lastGrant?.get('assertion') ?? '', publicKey, {
    issuer: 'quire@project.iam.gserviceaccount.com',
    audience: `${google.url}/token`,
  })
  expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: 'key-1' })
  expect(payload.scope).toBe('https://www.googleapis.com/auth/devstorage.read_write')
})

it('says where a token should have come from', async () => {
  const { store } = stage({ key: { by: 'google-metadata', host: '127.0.0.1:9' } })
  await expect(store.sizeOf(key)).rejects.toThrow(StoreAway)
  await expect(store.sizeOf(key)).rejects.toThrow(/Outside Google Cloud set GOOGLE_APPLICATION_CREDENTIALS/)
})
