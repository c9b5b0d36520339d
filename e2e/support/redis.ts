import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/free-port.ts'
import { findRedis } from '../../scripts/services.ts'
import { startService } from './service.ts'
import { until } from './until.ts'

/** A real Redis on a port of its own, which it keeps when it is killed and started again. It keeps nothing on disk. */
export interface Redis {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly exited: boolean
  /** Ends the process, `kill -9` unless told otherwise, and resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again, empty, on the same port. Kill it first. */
  restart(): Promise<void>
  /** Asks it something, in the words of redis-cli; gives the first piece of its answer as it came. */
  ask(command: string): Promise<string>
  stop(): Promise<void>
}

/** `more` are settings as its command line takes them. */
export async function startRedis(more: readonly string[] = []): Promise<Redis> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'quire-redis-'))
  const ask = (command: string) => askRedis(port, command)
  const begin = async () => {
    const lines: string[] = []
    const program = findRedis() ?? 'redis-server'
    const settings = ['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
    const redis = startService(program, ['--port', String(port), ...settings, ...more], { lines })
    await until(async () => redis.exited || (await ask('PING')) === '+PONG\r\n', 'Redis to answer')
    if (redis.exited) throw new Error(`Redis did not start:\n${lines.join('\n')}`)
    return redis
  }
  let redis = await begin()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    ask,
    get pid() {
      return redis.pid
    },
    get exited() {
      return redis.exited
    },
    kill: signal => redis.kill(signal),
    restart: async () => {
      redis = await begin()
    },
    stop: async () => {
      await redis.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function askRedis(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`))
    socket.once('error', reject)
    socket.once('data', answer => {
      resolve(answer.toString('latin1'))
      socket.destroy()
    })
    socket.setTimeout(2_000, () => socket.destroy(new Error(`Redis did not answer ${command}`)))
  })
}
