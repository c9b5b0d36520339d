import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, it, onTestFinished } from 'vitest'
import { Seal } from './seal.ts'
import { SignIn } from './sign-in.ts'

const clientId = 'quire'
const now = () => Math.floor(Date.now() / 1000)

interface Lies {
  /** What the token says, over what is true. */
  claims?: Record<string, unknown>
  key?: CryptoKey
  alg?: string
  /** What the token endpoint answers instead. */
  answer?: { status: number; body: string }
  /** Over its own description. */
  metadata?: Record<string, unknown>
}

/** A provider that gives a token for any code, true or not. */
async function openProvider(lies: Lies = {}) {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const asked: { nonce?: string; body?: string } = {}
  const server = createServer(async (request, answer) => {
    const issuer = `http://${request.headers.host}`
    const send = (content: object) =>
      answer.setHeader('content-type', 'application/json').end(JSON.stringify(content))
    if (request.url === '/.well-known/openid-configuration') {
      return send({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        authorization_response_iss_parameter_supported: true,
        ...lies.metadata,
      })
    }
    if (request.url === '/keys') return send({ keys: [jwk] })
    asked.body = ''
    for await (const chunk of request) asked.body += chunk
    if (lies.answer) return answer.writeHead(lies.answer.status).end(lies.answer.body)
    const claims = {
      iss: issuer,
      aud: clientId,
      sub: 'ann',
      name: 'Ann',
      email: 'ann@example.com',
      nonce: asked.nonce,
    }
    const token = new SignJWT({ ...claims, iat: now(), exp: now() + 60, ...lies.claims })
    const signed = await token
      .setProtectedHeader({ alg: lies.alg ?? 'RS256', kid: 'one' })
      .sign(lies.key ?? privateKey)
    return send({ access_token: 'access', token_type: 'bearer', id_token: signed })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { issuer, asked }
}

async function setUp(lies: Lies = {}) {
  const provider = await openProvider(lies)
  const seal = new Seal('a secret of thirty-two characters', 'sign-in')
  const troubles: string[] = []
  const signIn = new SignIn({
    issuer: provider.issuer,
    clientId,
    clientSecret: 'hunter2',
    redirectUri: 'https://quire.example.com/auth/callback',
    seal,
    onTrouble: sentence => troubles.push(sentence),
  })
  const begin = async () => {
    const begun = await signIn.begin('/d/one')
    if (typeof begun === 'string') throw new Error(begun)
    const asked = new URL(begun.location).searchParams
    provider.asked.nonce = asked.get('nonce') ?? ''
    const answer = new URLSearchParams({
      code: 'the-code',
      state: asked.get('state') ?? '',
      iss: provider.issuer,
    })
    return { ...begun, asked, answer }
  }
  return { ...provider, provider, signIn, seal, troubles, begin }
}

it('asks for no more than it needs, by what nobody can guess or use twice', async () => {
  const { begin, issuer, provider, signIn } = await setUp()
  const [first, second] = [await begin(), await begin()]
  expect(first.location).toMatch(`${issuer}/authorize?`)
  expect(Object.fromEntries(first.asked)).toMatchObject({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid email profile',
    redirect_uri: 'https://quire.example.com/auth/callback',
    code_challenge_method: 'S256',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(first.asked.get(name), name).toMatch(/^[\w-]{43}$/)
    expect(first.asked.get(name), name).not.toBe(second.asked.get(name))
  }
  expect(await signIn.finish(`?${second.answer}`, second.kept)).toEqual({
    account: { issuer, subject: 'ann', name: 'Ann', email: 'ann@example.com', emailVerified: false },
    to: '/d/one',
  })
  expect(new URLSearchParams(provider.asked.body).get('code_verifier')).toMatch(/^[\w-]{43}$/)
})

it.each<[string, () => Promise<Lies>]>([
  ['for another application', async () => ({ claims: { aud: 'another' } })],
  ['by another issuer', async () => ({ claims: { iss: 'https://evil.example' } })],
  ['of another sign-in', async () => ({ claims: { nonce: 'another' } })],
  ['of no sign-in', async () => ({ claims: { nonce: undefined } })],
  ['that has expired', async () => ({ claims: { iat: now() - 7_200, exp: now() - 3_600 } })],
  ['about nobody', async () => ({ claims: { sub: undefined } })],
  ['signed by somebody else', async () => ({ key: (await generateKeyPair('RS256')).privateKey })],
  ['signed otherwise', async () => ({ alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey })],
  [
    'that is none',
    async () => ({ answer: { status: 200, body: '{"access_token":"x","token_type":"bearer"}' } }),
  ],
])('believes no token %s', async (_what, lies) => {
  const { begin, signIn, troubles } = await setUp(await lies())
  const { answer, kept } = await begin()
  expect(await signIn.finish(`?${answer}`, kept)).toEqual({ trouble: 'failed', to: '/d/one' })
  expect(troubles).toHaveLength(1)
  expect(troubles.join()).not.toMatch(/hunter2|the-code/)
})

it.each([
  ['with another state', { state: 'x' }, 'stale'],
  ['from another provider', { iss: 'https://evil.example' }, 'failed'],
  ['from a provider that does not say who it is', { iss: '' }, 'failed'],
  ['without a code', { code: '' }, 'failed'],
  ['that says no', { error: 'access_denied' }, 'declined'],
  ['that says later', { error: 'temporarily_unavailable' }, 'away'],
  ['with words of its own', { error: '<script>alert(1)</script>' }, 'failed'],
])('takes no way back %s', async (_what, changed, trouble) => {
  const { begin, signIn, troubles } = await setUp()
  const { answer, kept } = await begin()
  for (const [name, value] of Object.entries(changed)) {
    if (value === '') answer.delete(name)
    else answer.set(name, value)
  }
  expect(await signIn.finish(`?${answer}`, kept)).toEqual({ trouble, to: '/d/one' })
  expect(troubles.join()).not.toMatch(/script|the-code/)
})

it('takes nobody back who has no part of a sign-in that began here, lately', async () => {
  const { begin, signIn, seal } = await setUp()
  const { answer, kept } = await begin()
  const begun = JSON.parse(seal.open(kept) ?? '')
  const login = new Seal('a secret of thirty-two characters', 'login')
  const forgeries = [
    undefined,
    '',
    `${kept}x`,
    login.seal(JSON.stringify(begun)),
    seal.seal('{}'),
    seal.seal(JSON.stringify({ ...begun, at: begun.at - 20 * 60_000 })),
  ]
  for (const forged of forgeries) {
    expect(await signIn.finish(`?${answer}`, forged), forged).toEqual({ trouble: 'stale', to: '/' })
  }
  expect(await signIn.finish(`?${answer}`, kept)).toHaveProperty('account')
})

it('tells an answer that may be another one later from one that will not', async () => {
  for (const [status, body, trouble] of [
    [503, 'gone for lunch', 'away'],
    [429, 'slowly', 'away'],
    [404, 'what?', 'failed'],
    [400, '{"error":"invalid_grant","error_description":"the-code is spent"}', 'failed'],
  ] as const) {
    const { begin, signIn, troubles } = await setUp({ answer: { status, body } })
    const { answer, kept } = await begin()
    expect(await signIn.finish(`?${answer}`, kept), body).toEqual({ trouble, to: '/d/one' })
    expect(troubles.join()).not.toMatch(/lunch|the-code/)
  }
})

it('shows its secret as the provider asks for it', async () => {
  for (const [methods, shown] of [
    [undefined, false],
    [['client_secret_basic', 'client_secret_post'], false],
    [['client_secret_post'], true],
  ] as const) {
    const { begin, signIn, provider } = await setUp({
      metadata: { token_endpoint_auth_methods_supported: methods },
    })
    const { answer, kept } = await begin()
    expect(await signIn.finish(`?${answer}`, kept)).toHaveProperty('account')
    expect(provider.asked.body?.includes('hunter2')).toBe(shown)
  }
})
