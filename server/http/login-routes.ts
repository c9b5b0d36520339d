import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { maxNameLength } from '../../protocol/index.ts'
import { clearCookie, cookieName, cookiesOf, writeCookie } from '../access/logins/cookies.ts'
import { isGuest } from '../access/logins/login-token.ts'
import { pathOfOurs } from '../access/logins/path-of-ours.ts'
import { signInWithinMs } from '../access/logins/sign-in-time.ts'
import type { Identities } from '../access/open-identity.ts'
import { type Excuse, sendExcuse } from './sign-in-page.ts'

export interface LoginRoutesOptions
  extends Pick<Identities, 'mode' | 'users' | 'cookies' | 'provider' | 'arrivals'> {
  isSecure: (request: FastifyRequest['raw']) => boolean
}

const nameBody = v.object({ name: v.pipe(v.string(), v.trim(), v.maxLength(maxNameLength)) })
const signOutBody = v.nullish(v.object({ everywhere: v.optional(v.boolean(), false) }))

/** Who one is, signing in, and signing out. */
export function loginRoutes(http: FastifyInstance, options: LoginRoutesOptions): void {
  const { mode, users, cookies, provider } = options

  http.get('/api/me', { config: { asks: 'who' } }, async ({ caller }, reply) => {
    reply.header('cache-control', 'private, no-store')
    const { user, expiresAt } = caller
    return {
      mode,
      ...(user !== undefined && { user: await users.person(user) }),
      signedIn: user !== undefined && !isGuest(user),
      canSignIn: provider !== undefined,
      ...(Number.isFinite(expiresAt) && { expiresInMs: Math.max(0, expiresAt - Date.now()) }),
    }
  })

  http.put('/api/me', { config: { asks: 'who' } }, async ({ caller: { user }, body }, reply) => {
    const named = v.safeParse(nameBody, body)
    if (!named.success)
      return reply.code(400).send(refused('malformed', `name: up to ${maxNameLength} signs`))
    if (user === undefined || !isGuest(user))
      return reply.code(403).send(refused('forbidden', 'the provider names them'))
    await users.nameGuest(user, named.output.name)
    return reply.code(204).send()
  })

  // In `iap` mode it is the proxy who knows people, and who forgets them: a login ended here would be back with the next request.
  if (mode === 'iap') return
  http.post('/auth/sign-out', { config: { asks: 'who' } }, async (request, reply) => {
    const asked = v.safeParse(signOutBody, request.body)
    if (!asked.success) return reply.code(400).send(refused('malformed'))
    await cookies.logins.end(request.caller, { everywhere: asked.output?.everywhere ?? false })
    return reply.code(204).header('set-cookie', cookies.noCookie(request.raw)).send()
  })
  if (provider !== undefined) signInRoutes(http, { ...options, provider })
}

const refused = (reason: string, detail?: string) => ({
  ok: false,
  reason,
  ...(detail !== undefined && { detail }),
})

const keptName = 'quire-sign-in'

function signInRoutes(
  http: FastifyInstance,
  {
    provider,
    cookies,
    arrivals,
    isSecure,
  }: LoginRoutesOptions & { provider: NonNullable<Identities['provider']> },
): void {
  const excuse = (reply: FastifyReply, what: Excuse, to: string) => sendExcuse(reply, what, { to })
  const asked = v.object({ to: v.optional(v.unknown()) })

  http.get('/auth/sign-in', { config: { asks: 'nothing' } }, async (request, reply) => {
    const to = pathOfOurs(v.parse(asked, request.query).to)
    const begun = await provider.begin(to)
    if (typeof begun === 'string') return excuse(reply, begun, to)
    const kept = { name: keptName, value: begun.kept, maxAgeInMs: signInWithinMs }
    reply.header('set-cookie', writeCookie({ ...kept, isSecure: isSecure(request.raw) }))
    return reply.header('referrer-policy', 'no-referrer').redirect(begun.location, 303)
  })

  http.get('/auth/callback', { config: { asks: 'nothing' } }, async (request, reply) => {
    const [kept] = cookiesOf(request.raw, cookieName(keptName, isSecure(request.raw)))
    const noKept = clearCookie(keptName, isSecure(request.raw))
    reply.header('set-cookie', noKept).header('referrer-policy', 'no-referrer')
    const finished = await provider.finish(request.url.replace(/^[^?]*/, ''), kept)
    const { to } = finished
    if ('trouble' in finished) {
      return finished.trouble === 'declined' ? reply.redirect(to, 303) : excuse(reply, finished.trouble, to)
    }
    const { token } = await arrivals.signIn(finished.account, cookies.read(request.raw))
    return reply.header('set-cookie', cookies.cookieFor(token, request.raw)).redirect(to, 303)
  })
}
