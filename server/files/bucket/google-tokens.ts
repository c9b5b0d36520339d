import { importPKCS8, SignJWT } from 'jose'
import { StoreAway } from '../file-store.ts'
import type { BucketKey, ServiceAccount } from './bucket-place.ts'

const scope = 'https://www.googleapis.com/auth/devstorage.read_write'
const withinMs = 8_000
/** The platform gives the same token until five minutes before its end. */
const renewBeforeMs = 4 * 60_000

/** Tokens for Google Cloud Storage, each for as long as it holds. */
export interface GoogleTokens {
  token(): Promise<string>
  /** It was not accepted. */
  forget(): void
}

interface Token {
  text: string
  renewAt: number
}

export function openGoogleTokens(key: Exclude<BucketKey, { by: 'aws' }>): GoogleTokens {
  let asked: Promise<Token> | undefined
  let known: Token | undefined
  const ask = async () => {
    try {
      known = await (key.by === 'google-key' ? fromKey(key) : fromPlatform(key.host))
      return known
    } finally {
      asked = undefined
    }
  }
  return {
    token: async () => {
      if (known !== undefined && performance.now() < known.renewAt) return known.text
      asked ??= ask()
      return (await asked).text
    },
    forget: () => {
      known = undefined
    },
  }
}

async function fromPlatform(host: string): Promise<Token> {
  const path = '/computeMetadata/v1/instance/service-accounts/default/token'
  const answer = await fetched(
    new Request(`http://${host}${path}?scopes=${encodeURIComponent(scope)}`, {
      headers: { 'metadata-flavor': 'Google' },
    }),
    'The platform’s metadata server tells no token. Outside Google Cloud set GOOGLE_APPLICATION_CREDENTIALS',
  )
  return tokenIn(answer)
}

async function fromKey({ email, keyId, privateKey, tokenUrl }: ServiceAccount): Promise<Token> {
  const assertion = await new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })
    .setIssuer(email)
    .setAudience(tokenUrl)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importPKCS8(privateKey, 'RS256'))
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  const answer = await fetched(
    new Request(tokenUrl, { method: 'POST', body: new URLSearchParams({ grant_type: grant, assertion }) }),
    'Google gives no token for the key in GOOGLE_APPLICATION_CREDENTIALS. Is it valid still, and the clock right?',
  )
  return tokenIn(answer)
}

async function fetched(request: Request, sentence: string): Promise<unknown> {
  let why: string
  try {
    const answer = await fetch(request, { redirect: 'error', signal: AbortSignal.timeout(withinMs) })
    if (answer.ok) return await answer.json()
    await answer.body?.cancel()
    why = String(answer.status)
  } catch (error) {
    why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  }
  throw new StoreAway(`${sentence} (${why})`)
}

function tokenIn(answer: unknown): Token {
  const { access_token: text, expires_in: seconds } = (answer ?? {}) as Record<string, unknown>
  if (typeof text !== 'string' || typeof seconds !== 'number')
    throw new StoreAway('What was asked for a token for the files’ store told none')
  const livesForMs = seconds * 1000
  return { text, renewAt: performance.now() + livesForMs - Math.min(renewBeforeMs, livesForMs / 2) }
}
