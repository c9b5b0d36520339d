import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { type Postgres, startPostgres } from './support/postgres.ts'
import { startRedis } from './support/redis.ts'
import { runServer, startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

let postgres: Postgres
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres.stop())

const journalOf = (lines: readonly string[]): { severity: string; message: string }[] =>
  lines.flatMap(line => (line.startsWith('{') ? [JSON.parse(line)] : []))

it('ends with one sentence where Redis does not let it in', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  await redis.ask('CONFIG SET requirepass right')
  const dataDir = mkdtempSync(join(tmpdir(), 'quire-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const env = { DATABASE_URL: postgres.url, REDIS_URL: `redis://:wrong@127.0.0.1:${redis.port}` }
  expect(await runServer({ port: await freePort(), dataDir, env })).toEqual({
    code: 1,
    lines: [
      `Redis at 127.0.0.1:${redis.port} does not know the user or the password in REDIS_URL: correct them.`,
    ],
  })
}, 60_000)

it('starts without Redis, and says where it looked for it; at its end it says that it ends', async () => {
  const nobodys = await freePort()
  const server = await startServer({
    env: {
      DATABASE_URL: await postgres.createDatabase(),
      REDIS_URL: `redis://127.0.0.1:${nobodys}`,
      LOG_LEVEL: 'info',
    },
  })
  onTestFinished(() => server.stop())
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
  expect(await server.kill('SIGTERM')).toBe(0)
  const said = journalOf(server.lines).map(({ severity, message }) => `${severity} ${message}`)
  expect(said.filter(line => /Redis/.test(line))).toEqual([
    expect.stringMatching(`^WARNING No Redis answers at 127.0.0.1:${nobodys} yet: .* correct REDIS_URL\\.$`),
  ])
  expect(said.slice(-2)).toEqual(['INFO Drains: people are sent to other nodes.', 'INFO Has ended.'])
}, 60_000)

it('says what a node without Redis hears of others on its database', async () => {
  const server = await startServer({ env: { DATABASE_URL: await postgres.createDatabase() } })
  onTestFinished(() => server.stop())
  const said = /^fan-out {2}in memory; what other nodes on this database write comes within/
  await until(() => server.lines.some(line => said.test(line)), 'what it says of its fan-out')
}, 60_000)
