import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'
import { findHaproxy } from '../../scripts/services.ts'
import { startService } from './service.ts'
import { until } from './until.ts'

interface HaproxyOptions {
  /** Sends whoever brings a server's cookie to that server, as long as it is there. Without, requests go round. */
  affinity?: boolean
}

/** What the balancer did with one request, or with one WebSocket when it was over. */
export interface BalancedRequest {
  /** The port of the node that it went to; undefined when there was none. */
  port: number | undefined
  method: string
  path: string
  /** 101 for a WebSocket. -1: it was cut before there was an answer. */
  status: number
  /** HAProxy's two letters for how it ended, `--` when all was well. */
  ending: string
}

/** A request under way, a WebSocket among them. */
export interface BalancedStream {
  id: string
  ageInS: number
  /** Of the node that it goes to. */
  port: number | undefined
}

/** A real balancer before nodes, which come and go. A node gets requests when its readiness check has passed. */
export interface Haproxy {
  readonly url: string
  readonly port: number
  /** Every request that is over. */
  readonly requests: readonly BalancedRequest[]
  /** From now on sends requests to a node of this machine; resolves when it has been found ready. */
  add(port: number): Promise<void>
  /** Takes it off the list. What is under way there goes on. */
  remove(port: number): Promise<void>
  /** Sends it nobody new but those who bring its cookie; `add` lifts that. */
  disable(port: number): Promise<void>
  /** Ports of those that get requests. */
  ready(): Promise<number[]>
  /** From now on every cookie is lost on its way here. */
  loseCookies(): Promise<void>
  streams(): Promise<BalancedStream[]>
  /** Ends them at once, whatever they are in the middle of. */
  cut(streams: readonly { id: string }[]): Promise<void>
  stop(): Promise<void>
}

/** More nodes than any test has, one after another. */
const slots = Array.from({ length: 40 }, (_, i) => `node${i}`)

export async function startHaproxy({ affinity = false }: HaproxyOptions = {}): Promise<Haproxy> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'quire-haproxy-'))
  const lost = join(folder, 'addresses-whose-cookies-are-lost')
  const socket = join(folder, 'admin.sock')
  writeFileSync(lost, '')
  writeFileSync(join(folder, 'haproxy.cfg'), configuration({ port, socket, lost, affinity }))

  const requests: BalancedRequest[] = []
  const words: string[] = []
  const portOf = new Map<string, number>()
  const hear = (line: string) => {
    const [, server = '', method = '', path = '', status, ending = ''] =
      /^request (\S+) (\S+) (\S+) (\S+) (\S+)/.exec(line) ?? []
    if (status === undefined) words.push(line)
    else requests.push({ port: portOf.get(server), method, path, status: Number(status), ending })
  }
  const haproxy = startService(findHaproxy() ?? 'haproxy', ['-db', '-f', 'haproxy.cfg'], {
    cwd: folder,
    onLine: hear,
  })
  const tell = (command: string) => tellHaproxy(socket, command)
  await until(async () => haproxy.exited || (await tell('show info')), 'HAProxy to answer')
  if (haproxy.exited) throw new Error(`HAProxy did not start:\n${words.join('\n')}`)

  const slotOf = (nodePort: number) => {
    const slot = slots.find(name => portOf.get(name) === nodePort)
    if (slot === undefined) throw new Error(`The balancer knows no node on port ${nodePort}`)
    return slot
  }
  const ready = async () => {
    const [, , ...rows] = (await tell('show servers state quire')).trim().split('\n')
    // Columns: be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state …: running, and nothing against it;
    // 4 remembers only how it began.
    const servers = rows
      .map(row => row.split(' '))
      .filter(row => row[5] === '2' && (Number(row[6]) & ~4) === 0)
    return servers.flatMap(([, , , name = '']) => portOf.get(name) ?? [])
  }
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    ready,
    add: async nodePort => {
      const slot = slots.find(name => portOf.get(name) === nodePort) ?? slots[portOf.size]
      if (slot === undefined) throw new Error(`The balancer has room for ${slots.length} nodes`)
      portOf.set(slot, nodePort)
      await tell(`set server quire/${slot} addr 127.0.0.1 port ${nodePort}`)
      await tell(`set server quire/${slot} health down`)
      await tell(`set server quire/${slot} state ready`)
      await until(
        async () => (await ready()).includes(nodePort),
        `the balancer to find ${nodePort} ready`,
        30_000,
      )
    },
    remove: async nodePort => void (await tell(`set server quire/${slotOf(nodePort)} state maint`)),
    disable: async nodePort => void (await tell(`set server quire/${slotOf(nodePort)} state drain`)),
    loseCookies: async () => void (await tell(`add acl ${lost} 127.0.0.1`)),
    streams: async () =>
      readStreams(await tell('show sess')).map(({ server, ...stream }) => ({
        ...stream,
        port: portOf.get(server),
      })),
    cut: async streams => {
      const commands = streams.map(({ id }) => `shutdown session ${id}`)
      // So many fit into what HAProxy reads at once.
      while (commands.length > 0) await tell(commands.splice(0, 300).join(';'))
    },
    stop: async () => {
      await haproxy.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configuration(at: { port: number; socket: string; lost: string; affinity: boolean }): string {
  return `
global
  stats socket ${at.socket} mode 600 level admin
  log stdout format raw local0 info
  nbthread 1
defaults
  mode http
  log global
  log-format "request %s %HM %HU %ST %ts"
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  timeout http-request 10s
  # Whom nobody takes in goes to the next one at once.
  option redispatch 1
  retries 2
frontend everybody
  bind 127.0.0.1:${at.port}
  default_backend quire
backend quire
  balance roundrobin
  option httpchk GET /health/ready
  http-check expect status 200
  default-server check inter 500ms fall 2 rise 2
  ${at.affinity ? 'cookie AFFINITY insert indirect nocache' : ''}
  http-request del-header Cookie if { src -f ${at.lost} }
${slots.map(name => `  server ${name} 127.0.0.1:1 cookie ${name} disabled`).join('\n')}
`
}

/** `show sess`, but for the one that asks. */
function readStreams(answer: string): { id: string; server: string; ageInS: number }[] {
  const lines = answer.split('\n').filter(line => line.includes(' fe=everybody '))
  return lines.flatMap(line => {
    const [, id, server = '', age] = /^(0x[0-9a-f]+): .* srv=(\S+) .* age=(\S+)/.exec(line) ?? []
    return id === undefined || age === undefined ? [] : [{ id, server, ageInS: inSeconds(age) }]
  })
}

const unitInS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** HAProxy's way to write a time: `1m20s`. */
function inSeconds(age: string): number {
  const parts = [...age.matchAll(/(\d+)([smhd])/g)]
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (unitInS[unit] ?? 0), 0)
}

function tellHaproxy(path: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.end(`${command}\n`))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.once('error', reject)
    socket.once('close', () => resolve(answer))
  })
}
