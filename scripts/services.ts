import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// Where this machine keeps the servers that tests run beside Quire's own, and what they spoil Quire's with.

/** The folder of the newest Postgres' programs: what POSTGRES_BIN says, or the first of the usual places. */
export function findPostgres(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.POSTGRES_BIN) return holdsPostgres(env.POSTGRES_BIN) ? env.POSTGRES_BIN : undefined
  // Debian keeps every version's in a folder of its own, outside of PATH.
  const folders = ['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql*/bin'].flatMap(pattern =>
    globSync(pattern).sort((a, b) => b.localeCompare(a, 'en', { numeric: true })),
  )
  return [...folders, ...foldersOf(env)].find(holdsPostgres)
}

/** What REDIS_SERVER says, or `redis-server` in PATH. */
export function findRedis(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return findProgram('redis-server', env.REDIS_SERVER, env)
}

/** What HAPROXY says, or `haproxy` in PATH. */
export function findHaproxy(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return findProgram('haproxy', env.HAPROXY, env)
}

/** Debian's libfiu: runs a program whose writes fail now and then. */
export function findFiuRun(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return findProgram('fiu-run', undefined, env)
}

/** The library that gives a program with threads another time. */
export function findFaketime(): string | undefined {
  return globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]
}

function findProgram(name: string, named: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const candidates = named ? [named] : foldersOf(env).map(folder => join(folder, name))
  return candidates.find(isRunnable)
}

/** Debian's HAProxy stands where only root's PATH leads. */
function foldersOf(env: NodeJS.ProcessEnv): string[] {
  return [...(env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/sbin']
}

function holdsPostgres(folder: string): boolean {
  return ['initdb', 'postgres'].every(program => isRunnable(join(folder, program)))
}

export function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // not there, or not ours to run: the next one, then
  }
}
