import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { FormBrowser } from './support/form-browser.ts'
import { signInBy, startOidcProvider } from './support/oidc-provider.ts'
import { me, type SignInStage, setUpSignIn, startSignIn } from './support/sign-in-stage.ts'
import { startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

describe('the way back from the provider', () => {
  let stage: SignInStage
  beforeAll(async () => {
    stage = await startSignIn()
  }, 60_000)
  afterAll(() => stage.stop())

  /** Somebody who is about to come back, and the address to which the provider sends them. */
  async function aboutToComeBack(as: string) {
    const { url } = stage
    const browser = new FormBrowser({
      redirect: to => {
        if (to.pathname !== '/auth/callback') return to
        callback = to
        return new URL('/health/live', to)
      },
    })
    let callback = new URL('about:blank')
    await browser.signIn(url, { as, to: '/d/one' })
    return { url, browser, callback }
  }

  it('is good once, in the browser that went there, and unchanged', async () => {
    const { url, browser, callback } = await aboutToComeBack('mallory')
    const kept = browser.cookie('quire-sign-in') ?? ''
    // Login CSRF: a victim is sent where an attacker was about to go.
    const victim = new FormBrowser()
    expect((await victim.open(callback)).status).toBe(400)
    await victim.open(`${url}/auth/sign-in`)
    expect((await victim.open(callback)).status).toBe(400)
    expect((await me(victim, url)).signedIn).toBe(false)
    for (const forged of [`${kept}x`, kept.slice(1), 'x', victim.cookie('quire') ?? '']) {
      const mallory = new FormBrowser()
      mallory.setCookie('quire-sign-in', forged)
      expect((await mallory.open(callback)).status, forged).toBe(400)
      expect(mallory.cookie('quire-sign-in')).toBeUndefined()
    }
    const page = await browser.open(callback)
    expect(page.url.pathname).toBe('/d/one')
    expect((await me(browser, url)).user?.name).toBe('mallory')
    expect((await browser.open(callback)).status).toBe(400)
    // With what the browser kept, and has given up, it is the provider who knows that the code is spent.
    const replayed = new FormBrowser()
    replayed.setCookie('quire-sign-in', kept)
    expect((await replayed.open(callback)).status).toBe(502)
    expect((await me(replayed, url)).signedIn).toBe(false)
  }, 60_000)

  it('tells who changed their mind nothing but the page they came from', async () => {
    const { url, browser, callback } = await aboutToComeBack('ann')
    const declined = new URL(callback)
    declined.searchParams.delete('code')
    declined.searchParams.set('error', 'access_denied')
    const page = await browser.open(declined)
    expect(page.url.href).toBe(`${url}/d/one`)
    expect((await me(browser, url)).signedIn).toBe(false)
  }, 60_000)

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/auth/sign-in'])(
    'never ends at %s',
    async to => {
      const { url } = stage
      const ann = new FormBrowser()
      const page = await ann.signIn(url, { as: 'ann', to })
      expect(page.url.href).toBe(`${url}/`)
    },
    60_000,
  )
})

it('RELIABILITY 31: keeps signing in to this host alone, where people come by TLS', async () => {
  const publicUrl = 'https://quire.example'
  const { url } = await setUpSignIn({ provider: { origins: [publicUrl] }, env: { PUBLIC_URL: publicUrl } })
  // Whatever ends TLS before the node.
  const redirect = (to: URL) => (to.origin === publicUrl ? new URL(to.pathname + to.search, url) : to)
  const ann = new FormBrowser({ redirect })
  const asked = await ann.ask(`${url}/auth/sign-in?to=/d/one`)
  expect(asked.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-quire-sign-in=[\w.-]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax; Secure$/,
    ),
  ])
  expect(asked.headers.get('cache-control')).toBe('private, no-cache')
  const page = await ann.signIn(url, { as: 'ann', to: '/d/one' })
  expect(page.url.pathname).toBe('/d/one')
  expect((await me(ann, url)).user?.name).toBe('ann')
  expect(ann.cookie('__Host-quire-sign-in')).toBeUndefined()
  const inTheOpen = new FormBrowser()
  inTheOpen.setCookie('quire', ann.cookie('__Host-quire') ?? '')
  expect((await me(inTheOpen, url)).signedIn).toBe(false)
}, 60_000)

it('asks a provider that keeps its tokens short for what people are called', async () => {
  const claimsOf = (subject: string) => ({
    name: 'Ann Example',
    email: `${subject}@Example.com`,
    email_verified: true,
  })
  const { url } = await setUpSignIn({ provider: { claimsIn: 'userinfo', claimsOf } })
  const ann = new FormBrowser()
  await ann.signIn(url, { as: 'ann' })
  expect((await me(ann, url)).user).toMatchObject({ name: 'Ann Example', email: 'ann@example.com' })
}, 60_000)

it('serves people while the provider is away, and signs them in when it is back', async () => {
  const { url, server, provider } = await setUpSignIn({ provider: { away: true } })
  const ann = new FormBrowser()
  expect((await ann.open(`${url}/api/me`)).status).toBe(200)
  const excuse = await ann.open(`${url}/auth/sign-in?to=/d/one`)
  expect(excuse).toMatchObject({
    status: 503,
    text: expect.stringContaining('href="/auth/sign-in?to=%2Fd%2Fone"'),
  })
  expect(server.lines.join('\n')).toContain(
    `OIDC_ISSUER (${provider.issuer}) cannot be reached: ECONNREFUSED`,
  )
  await provider.restart()
  await ann.signIn(url, { as: 'ann' })
  expect((await me(ann, url)).signedIn).toBe(true)
  await provider.stop()
  // It was needed for signing in alone.
  expect((await me(ann, url)).signedIn).toBe(true)
}, 60_000)

it('says what is wrong with what it was told of the provider, and no secret', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const known = await startOidcProvider({ origins: [url] })
  onTestFinished(() => known.stop())
  for (const [env, sentence] of [
    [{ OIDC_CLIENT_SECRET: 'hunter2' }, 'does not know OIDC_CLIENT_ID, or OIDC_CLIENT_SECRET is not the one'],
    [
      { OIDC_ISSUER: `${known.issuer}/jwks` },
      `OIDC_ISSUER (${known.issuer}/jwks) is no OpenID Connect provider`,
    ],
    [
      { OIDC_ISSUER: `${known.issuer.replace('127.0.0.1', 'localhost')}` },
      'calls itself otherwise than OIDC_ISSUER',
    ],
  ] as const) {
    const server = await startServer({ port, env: { ...signInBy(known, url), ...env } })
    const page = await new FormBrowser().signIn(url, { as: 'ann' })
    expect(page.status, sentence).toBe(502)
    await until(() => server.lines.join('\n').includes(sentence), sentence)
    expect(server.lines.join('\n')).not.toContain('hunter2')
    await server.stop()
  }
}, 60_000)
