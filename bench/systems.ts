import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createDocument } from '../e2e/support/raw-client.ts'
import { startServer } from '../e2e/support/start-server.ts'
import { root } from '../scripts/run.ts'
import type { System } from './wires.ts'

/** One of the systems that are measured, running in a process of its own. */
export interface Running {
  url: string
  pid: number
  newDocument(): Promise<string>
  stop(): Promise<void>
}

interface StartOptions {
  /** A folder for V8's CPU profiles of the server, one for each of its threads; written when it stops. */
  profileTo?: string | undefined
}

export const start: Record<System, (options: StartOptions) => Promise<Running>> = {
  relay: startRelay,
  quire: startQuire,
}

async function startRelay({ profileTo }: StartOptions): Promise<Running> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'bare-relay.ts'), {
    execArgv: profiling(profileTo),
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  let rooms = 0
  return {
    url: `ws://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    newDocument: async () => `room-${rooms++}`,
    stop: async () => {
      const ended = once(child, 'close')
      child.kill()
      await ended
    },
  }
}

async function startQuire({ profileTo }: StartOptions): Promise<Running> {
  const server = await startServer({ from: delivered, nodeArguments: profiling(profileTo) })
  return {
    url: server.url,
    pid: server.pid,
    newDocument: () => createDocument(server.url),
    stop: () => server.stop(),
  }
}

function profiling(folder: string | undefined): string[] {
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** What is delivered, where it has been built. */
export const delivered = existsSync(join(root, 'dist/server/main.js')) ? 'build' : 'sources'
