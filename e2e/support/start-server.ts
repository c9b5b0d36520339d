import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../../scripts/free-port.ts'
import { isStale, parts } from '../../scripts/parts.ts'
import { root } from '../../scripts/run.ts'
import { until } from './until.ts'

export interface ServerOptions {
  /** What is run: the sources as they are, or what `npm run build` made of them; the build, unless it is older than they are. */
  from?: 'sources' | 'build'
  /** Another program instead, which takes the same environment. */
  program?: string
  port?: number
  /** A folder that the caller looks after; without it one is made, and removed by `stop`. */
  dataDir?: string
  env?: Record<string, string>
  /** Before the program: arguments to Node, or `[program, …]` to run Node under, such as `prlimit`. */
  nodeArguments?: string[]
  under?: string[]
}

/** A real server: a process of its own, on a port and a folder that outlive it. */
export interface TestServer {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly pid: number
  readonly process: ChildProcess
  /** The process is gone. */
  readonly exited: boolean
  /** Everything that it, and those before it on this port, printed. */
  readonly lines: readonly string[]
  /** Ends the process, `kill -9` unless told otherwise; resolves with its exit code when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<number | null>
  /** Starts it again, same port, same data; as another program from now on, where one is named. Kill it first. */
  restart(program?: string): Promise<void>
  /** Ends it, in peace unless it shares its store, and removes its data. */
  stop(): Promise<void>
}

export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const port = options.port ?? (await freePort())
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'quire-'))
  const url = `http://127.0.0.1:${port}`
  const lines: string[] = []
  let { program } = options
  const begin = async () => {
    const child = launch({ ...options, ...(program !== undefined && { program }), port, dataDir }, lines)
    const isReady = async () => hasEnded(child) || (await fetch(`${url}/health/ready`)).ok
    await until(isReady, 'the server', startInMs).catch(error => {
      child.kill('SIGKILL')
      throw new Error(`${error.message}:\n${lines.join('\n')}`)
    })
    if (hasEnded(child)) throw new Error(`The server ended with code ${child.exitCode}:\n${lines.join('\n')}`)
    return child
  }
  let child = await begin()
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (hasEnded(child)) return child.exitCode
    child.kill(signal)
    await once(child, 'close')
    return child.exitCode
  }
  return {
    url,
    port,
    dataDir,
    lines,
    get pid() {
      return child.pid ?? 0
    },
    get process() {
      return child
    },
    get exited() {
      return hasEnded(child)
    },
    kill,
    restart: async (next = program) => {
      program = next
      child = await begin()
    },
    stop: async () => {
      // One of several takes seconds to take its leave of balancers and clients: `draining.test.ts` is about that.
      await kill(options.env?.DATABASE_URL === undefined ? 'SIGTERM' : 'SIGKILL')
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** How long a start takes at the very most, on a machine that is busy. */
const startInMs = 30_000

/** Runs a server that is expected to end by itself, because it cannot start. One that does start is killed: code null. */
export async function runServer(
  options: ServerOptions & { port: number; dataDir: string },
): Promise<{ code: number | null; lines: string[] }> {
  const lines: string[] = []
  const child = launch(options, lines)
  const deadline = setTimeout(() => child.kill('SIGKILL'), startInMs)
  await once(child, 'close')
  clearTimeout(deadline)
  return { code: child.exitCode, lines }
}

function launch(options: ServerOptions & { port: number; dataDir: string }, lines: string[]): ChildProcess {
  const { from = newestServer(), port, dataDir, env, nodeArguments = [], under = [] } = options
  const main = from === 'sources' ? 'server/main.ts' : 'dist/server/main.js'
  const [command = process.execPath, ...args] = [
    ...under,
    process.execPath,
    ...nodeArguments,
    options.program ?? main,
  ]
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, ...env },
  })
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', line => lines.push(line))
  }
  // Whatever ends the tests must not leave servers behind.
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('close', () => process.off('exit', end))
  return child
}

let newest: 'sources' | 'build' | undefined

/** A build starts in two thirds of the time of its sources, and tests start some hundreds of servers. */
function newestServer(): 'sources' | 'build' {
  newest ??= parts.some(part => part.name === 'server' && isStale(part)) ? 'sources' : 'build'
  return newest
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
