import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A program that the tests run beside the servers. */
export interface Service {
  readonly pid: number
  readonly exited: boolean
  /** Ends it, `kill -9` unless told otherwise, and resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
}

interface ServiceOptions extends SpawnOptions {
  /** Where what it prints goes, a line each; or who hears it. */
  lines?: string[]
  onLine?: (line: string) => void
}

/** Starts one; it never outlives the tests. */
export function startService(
  command: string,
  args: readonly string[],
  options: ServiceOptions = {},
): Service {
  const { lines, onLine = (line: string) => lines?.push(line), ...rest } = options
  const child = spawn(command, args, { ...rest, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine)
  }
  // Without this, a program that is not installed would end the tests without a word.
  child.once('error', error => onLine(error.message))
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('close', () => process.off('exit', end))
  return {
    get pid() {
      return child.pid ?? 0
    },
    get exited() {
      return hasEnded(child)
    },
    kill: async (signal = 'SIGKILL') => {
      if (hasEnded(child)) return
      const closed = once(child, 'close')
      child.kill(signal)
      await closed
    },
  }
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}
