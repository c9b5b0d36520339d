import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** The repository's root: every script works from here, wherever it was called. */
export const root = fileURLToPath(new URL('..', import.meta.url))

export interface Outcome {
  ok: boolean
  /** What the command printed, where it was asked to be quiet; otherwise empty. */
  output: string
}

interface RunOptions {
  /** Keep the output instead of showing it. */
  quiet?: boolean
  env?: Record<string, string>
}

/** Runs a command to its end, without standard input; a command that cannot be started is one that failed. */
export function run(command: string, args: string[], { quiet = false, env = {} }: RunOptions = {}) {
  return new Promise<Outcome>(resolve => {
    const shown = quiet ? 'pipe' : 'inherit'
    const child = start(command, args, { stdio: ['ignore', shown, shown], env })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.once('error', error => resolve({ ok: false, output: `${command}: ${error.message}\n` }))
    // Some tools colour even what goes through a pipe.
    child.once('close', code => resolve({ ok: code === 0, output: stripVTControlCharacters(output) }))
  })
}

/** The program of an npm package, as arguments for Node: what npx would run, without npx in between. */
const packageProgram = {
  tsc: 'node_modules/typescript/bin/tsc',
  vite: 'node_modules/vite/bin/vite.js',
  biome: 'node_modules/@biomejs/biome/bin/biome',
  vitest: 'node_modules/vitest/vitest.mjs',
  playwright: 'node_modules/@playwright/test/cli.js',
} as const

/** Runs an npm package's program with the Node that runs this. */
export function runPackage(name: keyof typeof packageProgram, args: string[], options?: RunOptions) {
  return run(process.execPath, [packageProgram[name], ...args], options)
}

interface StartOptions {
  stdio: ('ignore' | 'inherit' | 'pipe')[]
  env?: Record<string, string>
}

/** Starts a command that ends with this process: signals to us are passed on to it. */
export function start(command: string, args: string[], { stdio, env = {} }: StartOptions): ChildProcess {
  const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env } })
  if (children.size === 0) for (const signal of signals) process.on(signal, passOn)
  children.add(child)
  child.once('close', () => forget(child))
  child.once('error', () => forget(child))
  return child
}

const signals = ['SIGINT', 'SIGTERM'] as const
const children = new Set<ChildProcess>()
let endingBy: NodeJS.Signals | undefined

function passOn(signal: NodeJS.Signals): void {
  endingBy = signal
  for (const child of children) child.kill(signal)
}

// Listens only while there are children: the server that npm start then is has its own way to end.
function forget(child: ChildProcess): void {
  children.delete(child)
  if (children.size > 0) return
  for (const signal of signals) process.off(signal, passOn)
  if (endingBy) process.exit(128 + constants.signals[endingBy])
}
