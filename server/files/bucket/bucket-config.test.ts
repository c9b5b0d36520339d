import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../config.ts'

const keys = { AWS_ACCESS_KEY_ID: 'AKIA123', AWS_SECRET_ACCESS_KEY: 'very secret' }
const placeOf = (env: Record<string, string>) => readConfig(env).files.place

it('finds a bucket of Amazon’s by its region', () => {
  const bucket = {
    name: 's3://our-files/',
    bucket: 'our-files',
    prefix: '',
    endpoint: 'https://s3.eu-central-1.amazonaws.com',
    isPathStyle: false,
    key: {
      by: 'aws',
      region: 'eu-central-1',
      accessKeyId: 'AKIA123',
      secretAccessKey: 'very secret',
      sessionToken: undefined,
    },
  }
  expect(placeOf({ FILES_URL: 's3://our-files?region=eu-central-1', ...keys })).toEqual({ bucket })
  expect(placeOf({ FILES_URL: 's3://our-files/', AWS_REGION: 'eu-central-1', ...keys })).toEqual({ bucket })
})

it.each([
  [{ FILES_URL: 's3://a-b/quire/files/' }, { prefix: 'quire/files/', isPathStyle: false }],
  [{ FILES_URL: 's3://a.b' }, { isPathStyle: true, endpoint: 'https://s3.us-east-1.amazonaws.com' }],
  [
    { FILES_URL: 's3://abc?endpoint=http://minio:9000' },
    { endpoint: 'http://minio:9000', isPathStyle: true },
  ],
  [
    { FILES_URL: 's3://abc?endpoint=https://s3.example.com/&forcePathStyle=false' },
    { endpoint: 'https://s3.example.com', isPathStyle: false },
  ],
  [
    { FILES_URL: 's3://abc', AWS_ENDPOINT_URL_S3: 'http://minio:9000', AWS_ENDPOINT_URL: '' },
    { isPathStyle: true },
  ],
  [
    { FILES_URL: 's3://abc', AWS_DEFAULT_REGION: 'eu-west-1', AWS_SESSION_TOKEN: 'token' },
    { key: { region: 'eu-west-1', sessionToken: 'token' } },
  ],
  [
    { FILES_URL: 'gs://abc/files' },
    {
      name: 'gs://abc/files/',
      endpoint: 'https://storage.googleapis.com',
      isPathStyle: true,
      key: { by: 'google-metadata', host: 'metadata.google.internal' },
    },
  ],
])('reads %j', (env, place) => {
  expect(placeOf({ ...keys, ...env })).toMatchObject({ bucket: place })
})

it.each([
  ['s3://', /^FILES_URL must be a folder.*or a bucket/],
  ['s3://UPPER', /^FILES_URL must be a folder/],
  ['s3://abc:9000/files', /^FILES_URL must be a folder/],
  ['s3://key:very-secret@abc', /^FILES_URL must hold no key/],
  ['s3://abc?regoin=x', /^FILES_URL takes after its \? each once: endpoint, region, forcePathStyle/],
  ['s3://abc?region=a&region=b', /^FILES_URL takes after its \?/],
  ['s3://abc?endpoint=minio:9000', /^FILES_URL must have an endpoint of scheme, host and port/],
  ['s3://abc?endpoint=https://user:very-secret@minio', /^FILES_URL must have an endpoint/],
  ['s3://abc?forcePathStyle=yes', /^FILES_URL must have forcePathStyle=true/],
  ['s3://abc?region=a/b', /^The region of FILES_URL/],
  ['s3://abc/a//b', /^FILES_URL must have a prefix/],
  ['s3://abc/a b', /^FILES_URL must have a prefix/],
  ['gs://abc?region=eu', /^FILES_URL takes after its \? each once: endpoint\./],
  ['azure://abc', /^FILES_URL must be a folder/],
])('does not start with %s, says why, and repeats nothing of it', (url, sentence) => {
  expect(() => placeOf({ FILES_URL: url, ...keys })).toThrow(sentence)
  expect(() => placeOf({ FILES_URL: url, ...keys })).not.toThrow(/very.secret/)
})

it('wants a key', () => {
  const { AWS_ACCESS_KEY_ID } = keys
  expect(() => placeOf({ FILES_URL: 's3://abc', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: '' })).toThrow(
    /^AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set where FILES_URL is s3:\/\//,
  )
  const env = { ...keys, AWS_ENDPOINT_URL: 'here' }
  expect(() => placeOf({ FILES_URL: 's3://abc', ...env })).toThrow(/^AWS_ENDPOINT_URL must be scheme/)
  // Who has no bucket needs none.
  expect(placeOf({ ...env, GOOGLE_APPLICATION_CREDENTIALS: '/none' })).toEqual({ folder: 'data/files' })
})

it('reads the key of a service account, and names what is wrong with it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quire-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'key.json')
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  const right = {
    type: 'service_account',
    client_email: 'quire@project.iam.gserviceaccount.com',
    private_key: pem,
    private_key_id: 'key-1',
  }
  const read = (text: string) => {
    writeFileSync(file, text)
    return placeOf({ FILES_URL: 'gs://abc', GOOGLE_APPLICATION_CREDENTIALS: file })
  }
  expect(read(JSON.stringify(right))).toMatchObject({
    bucket: {
      key: {
        by: 'google-key',
        email: right.client_email,
        privateKey: pem,
        keyId: 'key-1',
        tokenUrl: 'https://oauth2.googleapis.com/token',
      },
    },
  })
  expect(() => read('very secret')).toThrow(
    /^GOOGLE_APPLICATION_CREDENTIALS cannot be read: it is no JSON\.$/,
  )
  expect(() => read(JSON.stringify({ ...right, type: 'authorized_user' }))).toThrow(
    /key of a service account/,
  )
  expect(() => read(JSON.stringify({ ...right, private_key: 'very secret' }))).toThrow(
    /^GOOGLE_APPLICATION_CREDENTIALS names a file whose key, or token_uri, is none\.$/,
  )
  rmSync(file)
  expect(() => placeOf({ FILES_URL: 'gs://abc', GOOGLE_APPLICATION_CREDENTIALS: file })).toThrow(
    /^GOOGLE_APPLICATION_CREDENTIALS cannot be read: .*ENOENT/,
  )
})
