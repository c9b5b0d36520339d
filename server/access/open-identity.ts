import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { SignInConfig } from '../config.ts'
import type { Tables } from '../log/tables.ts'
import type { AccessChanges } from './access-changes.ts'
import type { UserId } from './caller.ts'
import type { Identity } from './identity.ts'
import { CookieIdentity } from './logins/by-cookie.ts'
import { openProxyIdentity } from './logins/by-proxy.ts'
import { openLoginStore } from './logins/login-store.ts'
import { isGuest } from './logins/login-token.ts'
import { Logins } from './logins/logins.ts'
import { Seal } from './logins/seal.ts'
import { sessionSecretIn } from './logins/session-secret.ts'
import { SignIn } from './logins/sign-in.ts'
import { type Account, openUserStore, type UserStore } from './logins/user-store.ts'

/** What becomes of roles when a person becomes known. */
export interface Adoption {
  /** What the guest owned, was given and visited is the person's from now on, and the guest's name one of theirs. */
  adopt(guest: UserId, user: UserId): Promise<void>
  /** What was offered to whoever has that address is theirs. */
  claim(user: UserId, email: string): Promise<void>
}

export interface IdentityOptions {
  signIn: SignInConfig
  guests: 'allow' | 'refuse'
  sessionSecret: string | undefined
  loginLifetimeInMs: number
  tables: Tables
  changes: AccessChanges
  adoption: Adoption
  /** The person's browser came by TLS, at least to the first proxy. */
  isSecure: (request: IncomingMessage) => boolean
  journal: Pick<FastifyBaseLogger, 'warn' | 'info'>
}

/** Who people are, and how they become it. */
export interface Identities {
  readonly mode: SignInConfig['by']
  readonly identity: Identity
  readonly users: UserStore
  readonly cookies: CookieIdentity
  /** Where people can sign in here; undefined where they cannot. */
  readonly provider: SignIn | undefined
  /** Keeps whom a provider vouches for, with what waits for them. */
  welcome(account: Account): Promise<UserId>
  /** Gives to `user` what a guest had, whose login then ends. */
  adopt(request: IncomingMessage, user: UserId): Promise<void>
  close(): void
}

export async function openIdentity(options: IdentityOptions): Promise<Identities> {
  const { signIn, tables, changes, adoption, journal } = options
  const secret = options.sessionSecret ?? (await sessionSecretIn(tables))
  const onTrouble = (error: unknown) =>
    journal.warn({ reason: nameOf(error) }, 'A login could not be looked after.')
  const users = openUserStore(tables)
  const logins = await Logins.open({
    store: openLoginStore(tables, changes),
    onChange: listener => changes.onChange(listener),
    seal: new Seal(secret, 'login'),
    lifetimeInMs: options.loginLifetimeInMs,
    onTrouble,
  })
  const cookies = new CookieIdentity({ ...options, logins, onTrouble })
  const welcome = async (account: Account) => {
    const user = await users.keep(account)
    if (account.emailVerified && account.email !== undefined) await adoption.claim(user, account.email)
    return user
  }
  const adopt = async (request: IncomingMessage, user: UserId) => {
    const before = cookies.read(request)
    if (before?.user === undefined) return
    if (isGuest(before.user)) await adoption.adopt(before.user, user)
    // Whoever has kept a copy of the old cookie would be the person from now on.
    await logins.end(before)
  }
  const identities = { mode: signIn.by, users, cookies, welcome, adopt, close: () => logins.close() }
  if (signIn.by === 'iap') {
    const identity = openProxyIdentity({
      ...signIn,
      keep: async account => void (await welcome(account)),
      welcome: async (user, request) => {
        if (cookies.read(request) === undefined) return undefined
        await adopt(request, user)
        return cookies.noCookie(request)
      },
      onTrouble: error =>
        journal.warn({ reason: nameOf(error) }, 'Identity-Aware Proxy’s header could not be accepted.'),
    })
    return { ...identities, identity, provider: undefined }
  }
  const provider =
    signIn.by === 'oidc'
      ? new SignIn({
          ...signIn,
          redirectUri: `${signIn.publicOrigin}/auth/callback`,
          seal: new Seal(secret, 'sign-in'),
          onTrouble: sentence => journal.warn({}, sentence),
        })
      : undefined
  return { ...identities, identity: cookies, provider }
}

/** Messages of these may repeat what they were about. */
function nameOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
}
