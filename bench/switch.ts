import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startService } from '../e2e/support/service.ts'
import { until } from '../e2e/support/until.ts'
import { freePort } from '../scripts/free-port.ts'
import { findHaproxy } from '../scripts/services.ts'

/** Two ways to the same two nodes, through one HAProxy: what differs between them is where requests end up. */
export interface Switch {
  /** Everything goes to the owner. */
  straight: string
  /** Sessions begin at the owner, and every later request of theirs goes to the other one. */
  astray: string
  stop(): Promise<void>
}

export async function openSwitch(nodes: { owner: number; other: number }): Promise<Switch> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-switch-'))
  const straight = await freePort()
  const astray = await freePort()
  writeFileSync(join(folder, 'haproxy.cfg'), configuration({ ...nodes, straight, astray }))
  const lines: string[] = []
  const haproxy = startService(findHaproxy() ?? 'haproxy', ['-db', '-f', 'haproxy.cfg'], {
    cwd: folder,
    lines,
  })
  const answers = async (port: number) => (await fetch(`http://127.0.0.1:${port}/health/live`)).ok
  await until(
    async () => haproxy.exited || ((await answers(straight)) && answers(astray)),
    'HAProxy to answer',
  )
  if (haproxy.exited) throw new Error(`HAProxy did not start:\n${lines.join('\n')}`)
  return {
    straight: `http://127.0.0.1:${straight}`,
    astray: `http://127.0.0.1:${astray}`,
    stop: async () => {
      await haproxy.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configuration(ports: { owner: number; other: number; straight: number; astray: number }): string {
  return `
global
  nbthread 1
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
frontend straight
  bind 127.0.0.1:${ports.straight}
  default_backend owner
frontend astray
  bind 127.0.0.1:${ports.astray}
  use_backend other if { url_param(sid) -m found }
  default_backend owner
backend owner
  server owner 127.0.0.1:${ports.owner}
backend other
  server other 127.0.0.1:${ports.other}
`
}
