import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { root } from '../scripts/run.ts'
import { findHaproxy } from '../scripts/services.ts'
import { readConfig } from '../server/config.ts'
import { readCompose } from './support/compose-rules.ts'
import { converge, peers } from './support/peers.ts'
import { startService } from './support/service.ts'
import { startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

const text = readFileSync(join(root, 'compose.yaml'), 'utf8')
const { compose, faults } = readCompose(text)
const balancing = compose.configs['haproxy.cfg']?.content ?? ''

it('is a compose file, with two nodes and what they share', () => {
  expect(faults).toEqual([])
  expect(Object.keys(compose.services)).toEqual(['node1', 'node2', 'postgres', 'redis', 'balancer'])
})

it.each([
  ['a key that there is not', '    restart: unless-stopped', '    restart: unless-stopped\n    replicas: 2'],
  ['whatever is newest', 'postgres:17', 'postgres:latest'],
  ['a volume that there is not', '["documents:/', '["papers:/'],
  ['a service that there is not', 'depends_on: [node1, node2]', 'depends_on: [node1, node3]'],
  [
    'that two make one image',
    '    pull_policy: never',
    '    pull_policy: build\n    build: { context: ., dockerfile: docker/Dockerfile }',
  ],
  ['that an image is pulled that is made here', '    pull_policy: never\n', ''],
  ['a secret that there is not', 'secrets: [postgres-password]', 'secrets: [password]'],
  ['a secret that is not given', 'secrets: [database-url, session-secret]', 'secrets: [session-secret]'],
  ['a secret for all to see', 'SESSION_SECRET_FILE: /run/secrets/session-secret', 'SESSION_SECRET: mine'],
  ['who does not wait for its image', '      node1: { condition: service_started }\n', ''],
])('would notice %s', (_what, before, after) => {
  expect(text).toContain(before)
  expect(readCompose(text.replaceAll(before, after)).faults).not.toEqual([])
})

it('gives both nodes settings that they understand', () => {
  const [first, second] = [asNode('node1'), asNode('node2')]
  expect(first).toEqual(second)
  expect(first.image).toBe('quire')
  expect(first.environment?.NODE_ENV).toBe('production')
  const folder = makeSecrets()
  const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8').trim()
  const env = Object.entries(first.environment ?? {}).map(([name, value]) => [
    name,
    value.replace('/run/secrets', join(folder, 'secrets')),
  ])
  expect(readConfig(Object.fromEntries(env))).toMatchObject({
    databaseUrl: `postgres://quire:${secret('postgres-password')}@postgres:5432/quire`,
    redisUrl: 'redis://redis:6379',
    sessionSecret: secret('session-secret'),
  })
  const files = Object.values(compose.secrets).map(({ file }) => file.replace('./secrets/', ''))
  expect(files.sort()).toEqual(readdirSync(join(folder, 'secrets')).sort())
})

/** As the file itself says how to. */
function makeSecrets(): string {
  const commands = [...text.matchAll(/^# {3}(.*)$/gm)].map(([, command = '']) => command)
  expect(commands).toHaveLength(2)
  const folder = mkdtempSync(join(tmpdir(), 'quire-secrets-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync('sh', ['-ec', commands.join('\n')], { cwd: folder })
  return folder
}

/** One makes the image, and the other one waits for it; beyond that they should not differ. */
function asNode(name: string) {
  const { build, pull_policy, depends_on, ...rest } = compose.services[name] ?? {}
  const { node1, ...shared } = Array.isArray(depends_on) ? {} : { ...depends_on }
  return { ...rest, shared }
}

it('names both nodes to a balancer that carries WebSockets and long-polling to them', async () => {
  expect(balancing.match(/server node\d node\d:8080/g)).toEqual([
    'server node1 node1:8080',
    'server node2 node2:8080',
  ])
  const server = await startServer()
  onTestFinished(() => server.stop())
  const url = await startBalancer(server)
  await until(async () => (await fetch(`${url}/health/ready`)).ok, 'the balancer to find the node ready')
  const { ann, bob } = await peers({ url }, 'ann', 'bob')
  ann.type(0, 'Hello')
  await converge([ann, bob], 'Hello')
  expect(ann.provider.status).toMatchObject({ state: 'live', transport: 'websocket' })
})

/** The balancer as it is written there, on addresses of this machine: both nodes are one. */
async function startBalancer({ port: nodePort }: { port: number }): Promise<string> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'quire-compose-'))
  const here = balancing.replace('bind :8080', `bind 127.0.0.1:${port}`)
  writeFileSync(
    join(folder, 'haproxy.cfg'),
    here
      .replaceAll(/ node\d:8080/g, ` 127.0.0.1:${nodePort}`)
      .replace(' resolvers docker init-addr none', ''),
  )
  const lines: string[] = []
  const haproxy = startService(findHaproxy() ?? 'haproxy', ['-db', '-f', 'haproxy.cfg'], {
    cwd: folder,
    lines,
  })
  onTestFinished(async () => {
    await haproxy.kill('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })
  await until(() => haproxy.exited || fetch(`http://127.0.0.1:${port}/`).then(() => true), 'the balancer')
  expect(haproxy.exited, lines.join('\n')).toBe(false)
  return `http://127.0.0.1:${port}`
}
