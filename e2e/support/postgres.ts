import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Client } from 'pg'
import { freePort } from '../../scripts/free-port.ts'
import { root } from '../../scripts/run.ts'
import { findPostgres } from '../../scripts/services.ts'
import { startService } from './service.ts'
import { until } from './until.ts'

/** A real Postgres that keeps its port and its data when it is killed and started again. */
export interface Postgres {
  readonly port: number
  /** A database that nothing of ours is in, as its superuser. */
  readonly url: string
  readonly exited: boolean
  /** Makes an empty database and gives its address. */
  createDatabase(): Promise<string>
  /** Runs a statement on `url`, or on the database at another address. */
  query(sql: string, url?: string): Promise<Record<string, unknown>[]>
  /** Ends every process of it at once, `kill -9` unless told otherwise. `SIGINT` lets it close its files, `SIGSTOP` makes it fall
   *  silent, `SIGCONT` speak again. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again, same port, same data. Kill it first. */
  restart(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Server settings, beyond those that make it small. */
  settings?: Record<string, string>
  /** Lines at the front of `pg_hba.conf`: who must show a password. Anybody may enter without. */
  access?: string[]
  /** A folder for the data instead of one in the system's temporary folder: a small disk, say. */
  folder?: string
}

export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const bin = findPostgres()
  if (bin === undefined) throw new Error('There is no Postgres on this machine: npm test says how to get one')
  const port = await freePort()
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'quire-postgres-'))
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const data = makeData(bin, folder, options.access ?? [])
  const query = (sql: string, at = url) => queryOnce(sql, at)
  const settings = Object.entries({ ...smallSettings, unix_socket_directories: folder, ...options.settings })
  const begin = async () => {
    const lines: string[] = []
    const args = [
      '-D',
      data,
      '-p',
      String(port),
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]
    const server = startService(join(bin, 'postgres'), args, { ...account, cwd: folder, lines })
    // Its port is open while it still recovers: only an answer tells that it is there.
    await until(async () => server.exited || (await query('SELECT 1')), 'Postgres to answer', 30_000)
    if (server.exited) throw new Error(`Postgres did not start:\n${lines.join('\n')}`)
    return server
  }
  let server = await begin()
  let databases = 0
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (server.exited) return
    if (signal !== 'SIGKILL' && signal !== 'SIGSTOP' && signal !== 'SIGCONT') return server.kill(signal)
    // Its children first: without their parent they would go on for a moment, and could still commit.
    process.kill(server.pid, signal === 'SIGCONT' ? 'SIGCONT' : 'SIGSTOP')
    for (const child of childrenOf(server.pid)) sendSignal(child, signal)
    if (signal === 'SIGKILL') await server.kill('SIGKILL')
  }
  return {
    port,
    url,
    query,
    kill,
    get exited() {
      return server.exited
    },
    createDatabase: async () => {
      const name = `quire_${++databases}`
      await query(`CREATE DATABASE ${name}`)
      return url.replace(/[^/]*$/, name)
    },
    restart: async () => {
      server = await begin()
    },
    stop: async () => {
      await kill()
      rmSync(data, { recursive: true, force: true })
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Durable as in production: `fsync` and `full_page_writes` stay on. */
const smallSettings = {
  listen_addresses: '127.0.0.1',
  max_connections: '60',
  shared_buffers: '16MB',
  max_wal_size: '128MB',
}

/** Postgres refuses to run as root. */
const account = process.getuid?.() === 0 ? unprivileged() : undefined

function unprivileged(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
  for (const name of ['postgres', 'nobody']) {
    const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+)`, 'm').exec(users) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('Postgres needs a user other than root, and this machine has neither postgres nor nobody')
}

/** Puts a fresh database cluster into `folder`. */
function makeData(bin: string, folder: string, access: readonly string[]): string {
  const data = join(folder, 'data')
  give(folder)
  // With the owner, which is not us.
  execFileSync('cp', ['-a', template(bin), data])
  if (access.length > 0) {
    const path = join(data, 'pg_hba.conf')
    const lines = [...access, readFileSync(path, 'utf8')]
    execFileSync('tee', [path], { input: lines.join('\n'), stdio: ['pipe', 'ignore', 'inherit'] })
  }
  return data
}

/** A cluster as initdb makes it, kept from run to run: making one takes a second, copying it a tenth. */
function template(bin: string): string {
  const words = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' })
  const [version = 'unknown'] = /\d[\d.]*/.exec(words) ?? []
  const name = `postgres-${version}${account ? `-${account.uid}` : ''}`
  const kept = join(root, 'node_modules/.cache/quire', name)
  if (existsSync(kept)) return kept
  const folder = mkdtempSync(join(tmpdir(), 'quire-postgres-'))
  const made = `${kept}-${basename(folder)}`
  try {
    give(folder)
    const data = join(folder, 'data')
    const how = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--wal-segsize=4', '-N']
    const env = { ...process.env, LC_ALL: 'C' }
    execFileSync(join(bin, 'initdb'), ['-D', data, ...how], { ...account, cwd: folder, env, stdio: 'pipe' })
    mkdirSync(join(root, 'node_modules/.cache/quire'), { recursive: true })
    execFileSync('cp', ['-a', data, made])
    // Whole or not at all. Another test file may have been first: then there is one already.
    if (!existsSync(kept)) renameSync(made, kept)
  } catch (error) {
    if (!existsSync(kept)) throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(made, { recursive: true, force: true })
  }
  return kept
}

function give(folder: string): void {
  if (account) chownSync(folder, account.uid, account.gid)
}

async function queryOnce(sql: string, url: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows
  } finally {
    await client.end()
  }
}

function childrenOf(parent: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = table
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
  return rows.filter(([, ppid]) => ppid === parent).map(([pid = 0]) => pid)
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // One that has just ended by itself.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
