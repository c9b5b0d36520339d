import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { startPostgres } from './support/postgres.ts'
import { runServer, startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'

/** What it says comes by another way than its answers, and may come after them. */
const says = ({ lines }: TestServer, line: string) => until(() => lines.includes(line), line)

it('says where its documents are, without the password, and needs no folder for them', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  const server = await startServer({
    env: { DATABASE_URL: `postgres://postgres:secret@127.0.0.1:${postgres.port}/postgres` },
  })
  onTestFinished(() => server.stop())
  await says(server, `store    Postgres, 127.0.0.1:${postgres.port}, database postgres`)
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

it('finds its database by a socket, and takes a password with any sign in it from PGPASSWORD', async () => {
  const postgres = await startPostgres({ access: ['local quire quire scram-sha-256'] })
  onTestFinished(() => postgres.stop())
  const password = "p@ss/w#rd: '%25"
  await postgres.query(`CREATE USER quire PASSWORD '${password.replaceAll("'", "''")}'`)
  await postgres.query('CREATE DATABASE quire OWNER quire')
  const [{ unix_socket_directories: folder } = {}] = await postgres.query('SHOW unix_socket_directories')
  const server = await startServer({
    env: {
      DATABASE_URL: `postgres://quire@/quire?host=${folder}&port=${postgres.port}`,
      PGPASSWORD: password,
    },
  })
  onTestFinished(() => server.stop())
  await says(server, `store    Postgres, ${folder}, database quire`)
}, 60_000)

it.each([
  ['where a role that it belongs to owns it', 'GRANT cloudsqlsuperuser TO quire'],
  ['where it may make tables', 'GRANT CREATE ON SCHEMA public TO quire'],
])(
  'needs not own its database %s, as on Cloud SQL',
  async (_where, grant) => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.stop())
    await postgres.query('CREATE ROLE cloudsqlsuperuser NOLOGIN CREATEDB CREATEROLE')
    await postgres.query('CREATE USER operator CREATEROLE IN ROLE cloudsqlsuperuser')
    await postgres.query('CREATE USER quire')
    await postgres.query('CREATE DATABASE quire OWNER cloudsqlsuperuser')
    const addressOf = (user: string) => `postgres://${user}@127.0.0.1:${postgres.port}/quire`
    await postgres.query(grant, addressOf('operator'))
    const server = await startServer({ env: { DATABASE_URL: addressOf('quire') } })
    onTestFinished(() => server.stop())
    expect((await fetch(`${server.url}/api/documents`, { method: 'POST' })).status).toBe(201)
  },
  60_000,
)
