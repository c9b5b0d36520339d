import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

let server: TestServer
beforeAll(async () => {
  const env = { PUBLIC_URL: 'https://quire.example', TRUSTED_PROXIES: '1' }
  server = await startServer({ env })
})
afterAll(() => server.stop())

/** By way of a proxy that ends TLS. */
const ask = (path: string, scheme: string, more: RequestInit = {}) =>
  fetch(server.url + path, {
    redirect: 'manual',
    ...more,
    headers: { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': scheme, ...more.headers },
  })

it('sends whoever comes without TLS to where there is some', async () => {
  const answer = await ask('/d/abcdefgh?a=b', 'http')
  expect(answer.status).toBe(308)
  expect(answer.headers.get('location')).toBe('https://quire.example/d/abcdefgh?a=b')
  expect((await ask('//evil.example/', 'http')).headers.get('location')).toBe(
    'https://quire.example//evil.example/',
  )
  expect((await ask('/api/documents', 'http', { method: 'POST' })).status).toBe(403)
  expect((await ask('/api/documents', 'https', { method: 'POST' })).status).toBe(201)
})

it('answers a balancer that asks for health in the clear', async () => {
  expect((await ask('/health/ready', 'http')).status).toBe(200)
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
})

it('writes down the address of whom it refused, and not the one of the proxy', async () => {
  const headers = { origin: 'https://evil.example', 'x-forwarded-for': '198.51.100.1, 203.0.113.7' }
  expect((await ask('/api/documents', 'https', { method: 'POST', headers })).status).toBe(403)
  await until(
    () => server.lines.some(line => line.includes('evil.example') && line.includes('203.0.113.7')),
    'the line in the journal',
  )
})
