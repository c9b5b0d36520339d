import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { startPostgres } from './support/postgres.ts'
import { runServer, startServer } from './support/start-server.ts'

it('says where its documents are, without the password, and needs no folder for them', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  const server = await startServer({
    env: { DATABASE_URL: `postgres://postgres:secret@127.0.0.1:${postgres.port}/postgres` },
  })
  onTestFinished(() => server.stop())
  expect(server.lines).toContain(`store    Postgres, 127.0.0.1:${postgres.port}, database postgres`)
  expect(server.lines.join()).not.toContain('secret')
  expect(readdirSync(server.dataDir)).toEqual([])
  expect(await server.kill('SIGTERM')).toBe(0)
}, 60_000)

it('ends with one sentence where no Postgres answers', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'quire-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const [port, nobodys] = [await freePort(), await freePort()]
  const env = { DATABASE_URL: `postgres://quire:secret@127.0.0.1:${nobodys}/quire` }
  expect(await runServer({ port, dataDir, env })).toEqual({
    code: 1,
    lines: [`No Postgres answers at 127.0.0.1:${nobodys}: start it, or correct DATABASE_URL.`],
  })
}, 60_000)
