import { createHash } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import type { BucketKey, BucketPlace } from './bucket-place.ts'
import { openGoogleTokens } from './google-tokens.ts'

export interface Unsigned {
  method: string
  url: URL
  body: readonly Uint8Array[]
  /** By how much the store's clock is ahead of ours. */
  skewInMs: number
}

/** Shows the store who asks, and what it is sent. */
export interface Authorizer {
  headersFor(request: Unsigned): Promise<Record<string, string>>
  /** It was not accepted: true where another try may be. */
  renew(): boolean
}

export function openAuthorizer({ key }: BucketPlace): Authorizer {
  return key.by === 'aws' ? signing(key) : bearing(key)
}

/** The signature holds for the bytes, too: what the network changes is refused. */
function signing(key: Extract<BucketKey, { by: 'aws' }>): Authorizer {
  const { accessKeyId, secretAccessKey, sessionToken, region } = key
  const cache = new Map<string, ArrayBuffer>()
  return {
    headersFor: async ({ method, url, body, skewInMs }) => {
      // It keeps a signing key for each day.
      if (cache.size > 2) cache.clear()
      const signer = new AwsV4Signer({
        method,
        url: url.href,
        headers: { 'x-amz-content-sha256': digest('sha256', body).toString('hex') },
        accessKeyId,
        secretAccessKey,
        ...(sessionToken !== undefined && { sessionToken }),
        service: 's3',
        region,
        cache,
        datetime: new Date(Date.now() + skewInMs).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      })
      const { headers } = await signer.sign()
      return Object.fromEntries(headers)
    },
    renew: () => false,
  }
}

function bearing(key: Exclude<BucketKey, { by: 'aws' }>): Authorizer {
  const tokens = openGoogleTokens(key)
  return {
    headersFor: async ({ body }) => ({
      authorization: `Bearer ${await tokens.token()}`,
      ...(body.length > 0 && { 'content-md5': digest('md5', body).toString('base64') }),
    }),
    renew: () => {
      tokens.forget()
      return true
    },
  }
}

function digest(algorithm: string, body: readonly Uint8Array[]): Buffer {
  const hash = createHash(algorithm)
  for (const bytes of body) hash.update(bytes)
  return hash.digest()
}
