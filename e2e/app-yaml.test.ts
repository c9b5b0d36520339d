import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { root } from '../scripts/run.ts'
import { faultsOf } from './support/app-yaml-rules.ts'
import { startServer } from './support/start-server.ts'

const text = readFileSync(join(root, 'app.yaml'), 'utf8')

/** The text with one value set, or removed by undefined. */
function having(path: string, value: unknown): string {
  const document = parseDocument(text)
  if (value === undefined) document.deleteIn(path.split('/'))
  else document.setIn(path.split('/'), value)
  return String(document)
}

it('is what App Engine flexible understands, and what we need of it', () => {
  expect(faultsOf(text)).toEqual([])
})

it('may be put into a network of its own and given a database', () => {
  expect(faultsOf(having('network/name', 'default'))).toEqual([])
  expect(faultsOf(having('beta_settings', { cloud_sql_instances: 'project:region:quire' }))).toEqual([])
})

// The standard environment's keys are no error to the platform: they are silently without effect.
it.each([
  ['handlers', [{ url: '/.*', script: 'auto' }]],
  ['inbound_services', ['warmup']],
  ['instance_class', 'F2'],
  ['min_instances', 2],
  ['automatic_scaling/min_instances', 2],
  ['automatic_scaling/target_cpu_utilization', 0.6],
  ['vpc_access_connector', { name: 'connector' }],
])('refuses %s, which is of the standard environment', (path, value) => {
  expect(faultsOf(having(path, value)).join()).toContain('additional properties')
})

it.each([
  ['env', 'standard'],
  ['env', undefined],
  ['runtime', 'nodejs24'],
  ['runtime_config/runtime_version', 24],
  ['runtime_config/runtime_version', '20'],
  ['runtime_config/operating_system', 'ubuntu22'],
  ['entrypoint', 'npm start'],
  ['entrypoint', undefined],
  ['network/session_affinity', false],
  ['network/forwarded_ports', ['8080/tcp']],
  ['automatic_scaling/min_num_instances', 1],
  ['automatic_scaling/min_num_instances', 9],
  ['automatic_scaling/cool_down_period_sec', 30],
  ['automatic_scaling/target_concurrent_requests', 4000],
  ['automatic_scaling/cpu_utilization/target_utilisation', 0.6],
  ['manual_scaling', { instances: 2 }],
  ['resources/cpu', 3],
  ['resources/memory_gb', 1],
  ['liveness_check/path', '/healthz'],
  ['liveness_check/path', undefined],
  ['liveness_check/timeout_sec', 30],
  ['readiness_check/timeout_sec', 5],
  ['readiness_check/initial_delay_sec', 120],
  ['readiness_check', undefined],
  ['env_variables/SESSION_SECRET', 'x'],
  ['env_variables/PORT', '8080'],
  ['env_variables/HOST', '127.0.0.1'],
  ['env_variables/HOST', undefined],
  ['env_variables/LOG_LEVEL', 3],
  ['env_variables/DATABASE_URL', 'postgres://quire:hunter2@10.0.0.3/quire'],
  ['beta_settings', { cloud_sql_instances: 'quire' }],
])('refuses %s: %j', (path, value) => {
  expect(faultsOf(having(path, value))).not.toEqual([])
})

it('names a server that starts with these settings and answers both checks', async () => {
  const { entrypoint, env_variables, liveness_check, readiness_check } = parse(text)
  expect(entrypoint).toBe('node dist/server/main.js') // built from server/main.ts
  const { DATA_DIR: _folder, HOST: _host, ...env } = env_variables // here, the test's own
  const server = await startServer({ env: { ...env, SESSION_SECRET: 'a secret of thirty-two characters' } })
  try {
    for (const { path } of [liveness_check, readiness_check]) {
      expect((await fetch(server.url + path)).status).toBe(200)
    }
  } finally {
    await server.stop()
  }
})

it('uploads what the build needs and nothing that is only ours', () => {
  const ignored = readFileSync(join(root, '.gcloudignore'), 'utf8').split('\n')
  expect(ignored).toEqual(expect.arrayContaining(['node_modules/', '.env', '.git/', 'e2e/']))
  for (const needed of ['app.yaml', 'package.json', 'package-lock.json', 'scripts/', 'server/', '*.ts']) {
    expect(ignored).not.toContain(needed)
  }
})
