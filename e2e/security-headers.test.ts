import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createDocument } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it.each([
  ['a page', '/', 'GET'],
  ['a page that is none', '/nowhere', 'GET'],
  ['a list of documents', '/api/documents?ids=', 'GET'],
  ['a request that is none', '/api/documents?ids=!', 'GET'],
  ['a document that there is not', '/api/documents/abcdefgh/snapshot', 'GET'],
  ['a method that there is not', '/api/documents', 'DELETE'],
  ['health', '/health/ready', 'GET'],
  ['a handshake', '/socket.io/?EIO=4&transport=polling', 'GET'],
  ['a poll of nobody', '/socket.io/?EIO=4&transport=polling&sid=none', 'GET'],
])('answers %s with everything that keeps browsers out of trouble', async (_what, path, method) => {
  const { headers } = await fetch(server.url + path, { method })
  const policy = headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  const [styleAttributes, images] = ["style-src-attr 'unsafe-inline'", "img-src 'self' data: https:"]
  expect(policy).toContain(images)
  expect(policy?.replace(styleAttributes, '').replace(images, '')).not.toMatch(
    /unsafe|\*|data:|blob:|https?:/,
  )
  expect(Object.fromEntries(headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
  })
  expect(headers.has('strict-transport-security')).toBe(false)
})

it('gives a document away to nobody who only embeds it', async () => {
  const id = await createDocument(server.url)
  const { headers } = await fetch(`${server.url}/d/${id}`)
  expect(headers.get('referrer-policy')).toBe('same-origin')
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
})

it('lets a live view into the frames of those alone whom the operator has named, and no other page', async () => {
  const id = await createDocument(server.url)
  const policyOf = async (url: string) =>
    (await fetch(url)).headers.get('content-security-policy')?.split('frame-ancestors ')[1]
  const embedding = await startServer({ env: { EMBED_ORIGINS: 'https://www.example.com' } })
  onTestFinished(() => embedding.stop())
  expect(await policyOf(`${server.url}/live/${id}`)).toBe("'none'")
  expect(await policyOf(`${embedding.url}/live/${id}`)).toBe("'self' https://www.example.com")
  for (const path of [`/d/${id}`, '/', `/api/documents/${id}/changes?as=html`])
    expect(await policyOf(embedding.url + path), path).toMatch(/^'none'/)
})

it('asks browsers to insist on TLS where it is reached by TLS', async () => {
  const behindTls = await startServer({ env: { PUBLIC_URL: 'https://quire.example.com' } })
  onTestFinished(() => behindTls.stop())
  const { headers } = await fetch(`${behindTls.url}/health/live`)
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
})
