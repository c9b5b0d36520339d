import type { IncomingMessage } from 'node:http'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { type Caller, nobody } from '../caller.ts'
import type { Identified, Identity } from '../identity.ts'
import { accountName } from './account-name.ts'
import { type Account, userIdOf } from './user-store.ts'
import { whatIsAsked } from './what-is-asked.ts'

export interface ProxyIdentityOptions {
  audience: string
  /** Where the proxy's public keys are. */
  keysUrl: string
  /** Whose cookie a request has from the time before there was the proxy. */
  read: (request: IncomingMessage) => Caller | undefined
  noCookie: (request: IncomingMessage) => string
  /** Somebody has come whom this node has not seen yet, who is called otherwise now, or who was somebody else `before`. */
  keep: (account: Account, before: Caller | undefined) => Promise<void>
  onForgery: (error: unknown) => void
  /** Somebody could not be kept. */
  onTrouble: (error: unknown) => void
}

const header = 'x-goog-iap-jwt-assertion'
const issuer = 'https://cloud.google.com/iap'
/** People of Google's own accounts, whose addresses Google has seen to. */
const googleAccounts = 'accounts.google.com:'

/** Whom a node remembers to have kept. */
const maxRemembered = 10_000

/**
 * Knows people by the signed header of Identity-Aware Proxy: https://cloud.google.com/iap/docs/signed-headers-howto. Whoever comes
 * without it has come around the proxy.
 */
export function openProxyIdentity(options: ProxyIdentityOptions): Identity {
  const { audience, keysUrl, onForgery, onTrouble } = options
  const keys = createRemoteJWKSet(new URL(keysUrl), { timeoutDuration: 5_000 })
  /** By user id, what was kept of them last. */
  const kept = new Map<string, string>()

  const read = async (assertion: string) => {
    const { payload } = await jwtVerify(assertion, keys, {
      issuer,
      audience,
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'exp', 'iat'],
      // Also refuses what was issued in the future.
      maxTokenAge: '1h',
      clockTolerance: 30,
    })
    return payload
  }
  const keep = async (account: Account, before: Caller | undefined) => {
    const words = JSON.stringify(account)
    const user = userIdOf(account)
    if (before === undefined && kept.get(user) === words) return
    await options.keep(account, before)
    if (kept.size >= maxRemembered) kept.clear()
    kept.set(user, words)
  }
  return {
    identify: async request => {
      const assertion = request.headers[header]
      const { beginsLogin, isHealth } = whatIsAsked(request)
      const stranger: Identified = isHealth
        ? { caller: nobody }
        : { caller: nobody, refusal: 'sign-in-needed' }
      if (isHealth || typeof assertion !== 'string') return stranger
      const payload = await read(assertion).catch(onForgery)
      if (payload === undefined) return stranger
      const account = accountOf(payload)
      const caller = callerOf(account, payload)
      const before = beginsLogin ? options.read(request) : undefined
      try {
        await keep(account, before)
      } catch (error) {
        // Who they are does not depend on the store. They are kept another time.
        onTrouble(error)
        return { caller }
      }
      return before === undefined ? { caller } : { caller, cookie: options.noCookie(request) }
    },
  }
}

function accountOf({ sub = '', email }: JWTPayload): Account {
  const isGoogles = sub.startsWith(googleAccounts)
  const address = typeof email === 'string' ? email.replace(googleAccounts, '') : undefined
  return {
    issuer,
    subject: sub,
    name: accountName({ email: address }),
    email: address,
    emailVerified: isGoogles,
  }
}

/** The proxy signs anew what is about to expire: one person's requests are one login. */
function callerOf(account: Account, { exp = 0 }: JWTPayload): Caller {
  const user = userIdOf(account)
  return { user, login: user.replace(/^u/, 'l'), expiresAt: exp * 1000 }
}
