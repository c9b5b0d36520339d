import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BucketPlace } from '../../server/files/bucket/bucket-place.ts'
import { bytesOf } from './all-of.ts'
import type { S3 } from './s3.ts'

/**
 * What Google Cloud Storage asks beyond S3, in front of a server that does not: a token of those that were told, no signature, and the checksum of what
 * is put. It tells tokens itself, as the platform's metadata server does. The service itself is not to be had in a test.
 */
export interface GoogleStorage {
  readonly url: string
  /** Where tokens are asked for. */
  readonly tokenHost: string
  place(prefix: string, more?: Partial<BucketPlace>): BucketPlace
  /** How many tokens it has told. */
  readonly told: number
  /** From now on nothing that it has told is accepted. */
  revoke(): void
  /** What it tells next lives for so long. */
  livesForS: number
  /** The last body that asked for a token by a key. */
  readonly lastGrant: URLSearchParams | undefined
  close(): Promise<void>
}

const notYours = '<?xml version="1.0"?><Error><Code>AuthenticationRequired</Code></Error>'

export async function startGoogleStorage(s3: S3): Promise<GoogleStorage> {
  const valid = new Set<string>()
  let told = 0
  let livesForS = 3_600
  let lastGrant: URLSearchParams | undefined

  const tell = (answer: ServerResponse) => {
    const token = `token-${++told}`
    valid.add(token)
    answer.setHeader('metadata-flavor', 'Google').setHeader('content-type', 'application/json')
    answer.end(JSON.stringify({ access_token: token, expires_in: livesForS, token_type: 'Bearer' }))
  }
  const pass = async (asked: IncomingMessage, answer: ServerResponse) => {
    const body = await bytesOf(asked)
    const { authorization = '', 'content-md5': md5, ...headers } = asked.headers
    const isAws = Object.keys(headers).some(name => name.startsWith('x-amz-'))
    if (isAws || !valid.has(authorization.replace('Bearer ', ''))) return answer.writeHead(401).end(notYours)
    if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
      return answer.writeHead(400).end('<Error><Code>BadDigest</Code></Error>')
    const { method, url } = asked
    const on = request({ port: s3.port, host: '127.0.0.1', method, path: url, headers }, from => {
      answer.writeHead(from.statusCode ?? 500, from.headers)
      from.pipe(answer)
    })
    on.on('error', () => answer.destroy())
    on.end(body)
  }

  const server = createServer(async (asked, answer) => {
    const path = asked.url ?? ''
    if (path.startsWith('/computeMetadata/v1/instance/service-accounts/default/token')) {
      if (asked.headers['metadata-flavor'] !== 'Google') return answer.writeHead(403).end()
      return tell(answer)
    }
    if (path === '/token') {
      const body = await bytesOf(asked)
      lastGrant = new URLSearchParams(body.toString())
      return tell(answer)
    }
    return pass(asked, answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const tokenHost = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const url = `http://${tokenHost}`
  return {
    url,
    tokenHost,
    place: (prefix, more = {}) => ({
      ...s3.place(prefix),
      name: `gs://quire/${prefix}/`,
      endpoint: url,
      key: { by: 'google-metadata', host: tokenHost },
      ...more,
    }),
    get told() {
      return told
    },
    revoke: () => valid.clear(),
    get livesForS() {
      return livesForS
    },
    set livesForS(seconds) {
      livesForS = seconds
    },
    get lastGrant() {
      return lastGrant
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
