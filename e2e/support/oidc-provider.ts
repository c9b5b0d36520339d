import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type Configuration } from 'oidc-provider'
import { freePort } from '../../scripts/free-port.ts'

export interface OidcProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Nobody answers at its address until `restart`. */
  stop(): Promise<void>
  restart(): Promise<void>
}

export interface OidcProviderOptions {
  /** Where it may send people back to: `…/auth/callback` of each. */
  origins: readonly string[]
  /** What it says of people beyond their subject, which is the name with which they sign in. */
  claimsOf?: (subject: string) => Record<string, unknown>
  /** Most providers put it all into the ID token; the strict ones have it asked for. */
  claimsIn?: 'id token' | 'userinfo'
  /** Begins with it not being there. */
  away?: boolean
}

/** A real OpenID Connect provider on this machine, with its own forms for signing in and for consent. It takes any password. */
export async function startOidcProvider(options: OidcProviderOptions): Promise<OidcProvider> {
  const { origins, claimsIn = 'id token' } = options
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const [clientId, clientSecret] = ['quire-in-tests', 'known to the provider and to Quire']
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const claimsOf =
    options.claimsOf ??
    (subject => ({ name: subject, email: `${subject}@example.com`, email_verified: true }))
  const configuration: Configuration = {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: origins.map(origin => `${origin}/auth/callback`),
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key for the cookies of a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: claimsIn === 'userinfo',
    // In seconds; without them it complains.
    ttl: {
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AccessToken: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...claimsOf(subject) }),
    }),
  }
  const provider = quietly(() => new Provider(issuer, configuration))
  const begin = async () => {
    const server = createServer(provider.callback())
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  let server = options.away === true ? undefined : await begin()
  return {
    issuer,
    clientId,
    clientSecret,
    stop: async () => {
      const stopping = server
      server = undefined
      if (stopping === undefined) return
      stopping.close()
      stopping.closeAllConnections()
      await once(stopping, 'close')
    },
    restart: async () => {
      server = await begin()
    },
  }
}

/** What Quire is told of it. */
export function signInBy(
  { issuer, clientId, clientSecret }: OidcProvider,
  publicUrl: string,
): Record<string, string> {
  return {
    AUTH: 'oidc',
    PUBLIC_URL: publicUrl,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: clientSecret,
  }
}

/** It warns of all that is not for production, at length. */
function quietly<T>(make: () => T): T {
  const { warn } = console
  console.warn = () => {}
  try {
    return make()
  } finally {
    console.warn = warn
  }
}
