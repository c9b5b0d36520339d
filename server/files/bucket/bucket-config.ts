import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { BucketPlace, ServiceAccount } from './bucket-place.ts'

/** What an address of a bucket says by itself. */
export interface BucketAddress {
  scheme: 's3' | 'gs'
  bucket: string
  prefix: string
  endpoint: string | undefined
  region: string | undefined
  forcePathStyle: boolean | undefined
}

export const bucketForm =
  'must be a folder, as in /srv/quire-files or file:///srv/quire-files, or a bucket: gs://bucket/prefix, or s3://bucket/prefix?region=eu-central-1, with &endpoint=https://host for stores that are not Amazon’s'

const schemes = /^(s3|gs):\/\//
const bucketPattern = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/
const partPattern = /^[\w.-]+$/
const parameters = { s3: ['endpoint', 'region', 'forcePathStyle'], gs: ['endpoint'] }

export const isBucket = (text: string): boolean => schemes.test(text)

/** @throws {Error} with what must be otherwise, to be read after the variable's name; it repeats nothing of the address */
export function readBucketAddress(text: string): BucketAddress {
  if (!URL.canParse(text)) throw new Error(bucketForm)
  const { protocol, hostname, port, username, password, pathname, searchParams, hash } = new URL(text)
  const scheme = protocol === 's3:' ? 's3' : 'gs'
  if (username !== '' || password !== '')
    throw new Error('must hold no key: see AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  if (!bucketPattern.test(hostname) || port !== '' || hash !== '') throw new Error(bucketForm)
  for (const [name] of searchParams)
    if (!parameters[scheme].includes(name) || searchParams.getAll(name).length > 1)
      throw new Error(`takes after its ? each once: ${parameters[scheme].join(', ')}`)
  return {
    scheme,
    bucket: hostname,
    prefix: prefixIn(pathname),
    endpoint: endpointIn(searchParams.get('endpoint') ?? undefined),
    region: searchParams.get('region') ?? undefined,
    forcePathStyle: yesOrNo(searchParams.get('forcePathStyle') ?? undefined),
  }
}

function prefixIn(pathname: string): string {
  const parts = pathname.replace(/^\/|\/$/g, '').split('/')
  if (parts.length === 1 && parts[0] === '') return ''
  if (pathname.length > 500 || !parts.every(part => partPattern.test(part) && !/^\.+$/.test(part)))
    throw new Error('must have a prefix of letters, digits, . _ - and / alone')
  return `${parts.join('/')}/`
}

function endpointIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^https?:\/\/[^/?#@]+\/?$/.test(text) || !URL.canParse(text))
    throw new Error('must have an endpoint of scheme, host and port alone: endpoint=https://s3.example.com')
  return new URL(text).origin
}

function yesOrNo(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined
  if (text !== 'true' && text !== 'false') throw new Error('must have forcePathStyle=true or =false')
  return text === 'true'
}

/** What other programs for the same stores are told by, too. */
export interface BucketEnvironment {
  AWS_ACCESS_KEY_ID?: string | undefined
  AWS_SECRET_ACCESS_KEY?: string | undefined
  AWS_SESSION_TOKEN?: string | undefined
  AWS_REGION?: string | undefined
  AWS_DEFAULT_REGION?: string | undefined
  AWS_ENDPOINT_URL_S3?: string | undefined
  AWS_ENDPOINT_URL?: string | undefined
  GOOGLE_APPLICATION_CREDENTIALS?: string | undefined
  GCE_METADATA_HOST?: string | undefined
}

/** @throws {Error} with a sentence that names the variable */
export function bucketPlaceOf(address: BucketAddress, env: BucketEnvironment): BucketPlace {
  return address.scheme === 's3' ? amazons(address, env) : googles(address, env)
}

function amazons(address: BucketAddress, env: BucketEnvironment): BucketPlace {
  const { bucket, prefix, forcePathStyle } = address
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set where FILES_URL is s3://.')
  const region = address.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1'
  if (!/^[a-z0-9-]{1,40}$/.test(region))
    throw new Error('The region of FILES_URL, or AWS_REGION, must be one, as in eu-central-1.')
  const endpoint = address.endpoint ?? endpointOf(env)
  return {
    name: `s3://${bucket}/${prefix}`,
    endpoint: endpoint ?? `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
    bucket,
    prefix,
    // A certificate for all buckets of a host holds for none with a dot in its name.
    isPathStyle: forcePathStyle ?? (endpoint !== undefined || bucket.includes('.')),
    key: { by: 'aws', region, accessKeyId, secretAccessKey, sessionToken: env.AWS_SESSION_TOKEN },
  }
}

function endpointOf({ AWS_ENDPOINT_URL_S3: own, AWS_ENDPOINT_URL: all }: BucketEnvironment) {
  try {
    return endpointIn(own ?? all)
  } catch {
    throw new Error(
      `${own === undefined ? 'AWS_ENDPOINT_URL' : 'AWS_ENDPOINT_URL_S3'} must be scheme, host and port alone, as in https://s3.example.com.`,
    )
  }
}

function googles({ bucket, prefix, endpoint }: BucketAddress, env: BucketEnvironment): BucketPlace {
  const file = env.GOOGLE_APPLICATION_CREDENTIALS
  return {
    name: `gs://${bucket}/${prefix}`,
    endpoint: endpoint ?? 'https://storage.googleapis.com',
    bucket,
    prefix,
    isPathStyle: true,
    key:
      file === undefined
        ? { by: 'google-metadata', host: env.GCE_METADATA_HOST ?? 'metadata.google.internal' }
        : { by: 'google-key', ...serviceAccountIn(file) },
  }
}

function serviceAccountIn(file: string): ServiceAccount {
  let read: unknown
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // What a parser says repeats what it read.
    const why = error instanceof SyntaxError ? 'it is no JSON' : String(error)
    throw new Error(`GOOGLE_APPLICATION_CREDENTIALS cannot be read: ${why}.`)
  }
  const found = (read ?? {}) as Record<string, unknown>
  const { type, client_email: email, private_key: privateKey, private_key_id: keyId } = found
  const { token_uri: tokenUrl = 'https://oauth2.googleapis.com/token' } = found
  if (type !== 'service_account' || typeof email !== 'string' || typeof privateKey !== 'string')
    throw new Error('GOOGLE_APPLICATION_CREDENTIALS must name a file with the key of a service account.')
  if (typeof tokenUrl !== 'string' || !URL.canParse(tokenUrl) || !isKey(privateKey))
    throw new Error('GOOGLE_APPLICATION_CREDENTIALS names a file whose key, or token_uri, is none.')
  return { email, privateKey, tokenUrl, keyId: typeof keyId === 'string' ? keyId : undefined }
}

function isKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
