import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { clientFiles } from './client-files.ts'

async function serve() {
  const folder = mkdtempSync(join(tmpdir(), 'quire-client-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<p>the app')
  writeFileSync(join(folder, 'assets/app-abc.js'), '')
  const http = fastify()
  onTestFinished(async () => {
    await http.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await clientFiles(http, folder)
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
