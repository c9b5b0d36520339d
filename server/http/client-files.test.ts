import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { clientFiles } from './client-files.ts'

async function serve(embedOrigins: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'quire-client-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>the app')
  writeFileSync(join(folder, 'live.html'), '<p>the audience')
  writeFileSync(join(folder, 'assets/app-abc.js'), '')
  const http = fastify()
  onTestFinished(async () => {
    await http.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await clientFiles(http, folder, { embedOrigins })
  return http
}

it.each([
  ['/', 200],
  ['/?from=here', 200],
  ['/d/abcdefghijklmnop', 200],
  ['/d/abcdefghijklmnop/', 200],
  ['/d/a', 404],
  ['/d/abcdefgh%2F..%2F..', 404],
  ['/d', 404],
  ['/nowhere/at/all', 404],
  ['/wp-login.php', 404],
])('shows people the app at %s, and programs the status %i', async (url, status) => {
  const { statusCode, headers, body } = await (await serve()).inject(url)
  expect(body).toBe('<p>the app')
  expect(statusCode).toBe(status)
  expect(headers['content-type']).toMatch(/^text\/html; charset=utf-8$/i)
  expect(headers['cache-control']).toBe('no-cache')
})

it.each([
  { embedOrigins: [], ancestors: "'none'" },
  {
    embedOrigins: ['https://a.example', 'http://b.example:81'],
    ancestors: "'self' https://a.example http://b.example:81",
  },
  { embedOrigins: ['*'], ancestors: "'self' *" },
])('shows an audience the live view, in frames of $ancestors alone', async ({ embedOrigins, ancestors }) => {
  const http = await serve(embedOrigins)
  for (const url of ['/live/abcdefghijklmnop', '/live/abcdefghijklmnop/']) {
    const { statusCode, headers, body } = await http.inject(url)
    expect([statusCode, body]).toEqual([200, '<p>the audience'])
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(String(headers['content-security-policy']).split('frame-ancestors ')[1]).toBe(ancestors)
  }
  // No other page may be shown in frames, whatever the setting.
  for (const url of ['/', '/d/abcdefghijklmnop', '/live/a'])
    expect((await http.inject(url)).headers['content-security-policy']).toBeUndefined()
})

it.each(['/api/nothing', '/assets/app-old.js', '/health/nothing'])(
  'answers %s, which is no page, in short',
  async url => {
    const answer = await (await serve()).inject(url)
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toEqual({ reason: 'unknown-address' })
  },
)

it.each([
  '/../package.json',
  '/%2e%2e/package.json',
  '/assets/..%2f..%2fetc/passwd',
  '/assets/%00',
  '//etc/passwd',
])('gives away no file of the machine: %s', async url => {
  const { statusCode, body } = await (await serve()).inject(url)
  expect(statusCode).toBeGreaterThanOrEqual(400)
  expect(body).not.toMatch(/root:|"name"/)
})
