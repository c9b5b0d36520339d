import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { SignInConfig } from '../config.ts'
import type { Tables } from '../log/tables.ts'
import type { AccessChanges } from './access-changes.ts'
import type { Identity } from './identity.ts'
import { Arrivals } from './logins/arrivals.ts'
import { CookieIdentity } from './logins/by-cookie.ts'
import { openLoginStore } from './logins/login-store.ts'
import { Logins } from './logins/logins.ts'
import { Seal } from './logins/seal.ts'
import { seldom } from './logins/seldom.ts'
import { sessionSecretIn } from './logins/session-secret.ts'
import type { SignIn } from './logins/sign-in.ts'
import { openUserStore, type UserStore } from './logins/user-store.ts'

export interface IdentityOptions {
  signIn: SignInConfig
  guests: 'allow' | 'refuse'
  sessionSecret: string | undefined
  loginLifetimeInMs: number
  tables: Tables
  changes: AccessChanges
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
  readonly arrivals: Arrivals
  close(): void
}

export async function openIdentity(options: IdentityOptions): Promise<Identities> {
  const { signIn, tables, changes, journal } = options
  const telling = (sentence: string) => {
    const tell = seldom(reason => journal.warn({ reason }, sentence))
    return (error: unknown) => tell(nameOf(error))
  }
  const secret = options.sessionSecret ?? (await sessionSecretIn(tables))
  const onTrouble = telling('A login could not be looked after.')
  const users = openUserStore(tables)
  const logins = await Logins.open({
    store: openLoginStore(tables, changes),
    onChange: listener => changes.onChange(listener),
    seal: new Seal(secret, 'login'),
    lifetimeInMs: options.loginLifetimeInMs,
    onTrouble,
  })
  const cookies = new CookieIdentity({ ...options, logins, onTrouble })
  const arrivals = new Arrivals({ tables, changes, logins })
  const identities = { mode: signIn.by, users, cookies, arrivals, close: () => logins.close() }
  // What only one way of signing in needs is loaded with it.
  if (signIn.by === 'iap') {
    const { openProxyIdentity } = await import('./logins/by-proxy.ts')
    const identity = openProxyIdentity({
      ...signIn,
      read: request => cookies.read(request),
      keep: async (account, before) => void (await arrivals.keep(account, before)),
      noCookie: request => cookies.noCookie(request),
      onForgery: telling('Identity-Aware Proxy’s header could not be accepted.'),
      onTrouble,
    })
    return { ...identities, identity, provider: undefined }
  }
  if (signIn.by === 'guest') return { ...identities, identity: cookies, provider: undefined }
  const { SignIn } = await import('./logins/sign-in.ts')
  const provider = new SignIn({
    ...signIn,
    redirectUri: `${signIn.publicOrigin}/auth/callback`,
    seal: new Seal(secret, 'sign-in'),
    onTrouble: seldom(sentence => journal.warn({}, sentence)),
  })
  return { ...identities, identity: cookies, provider }
}

/** Messages of these may repeat what they were about. */
function nameOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown'
}
