import { globSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, root, runPackage } from './run.ts'

/** A part of the product that is built from sources. */
export interface Part {
  name: 'server' | 'provider' | 'client'
  /** Files and folders, from the root, whose change asks for a new build; one that does not exist is no change. */
  inputs: string[]
  /** What must be there for the part to count as built. */
  output: string
  /** Removed before a build: no file of an older source stays behind. */
  clears: string[]
  build: () => Promise<Outcome>
}

const everyPart = ['package.json', 'package-lock.json', 'tsconfig.json', 'protocol']

export const parts: readonly Part[] = [
  {
    name: 'server',
    inputs: [...everyPart, 'tsconfig.server.json', 'formats', 'server'],
    output: 'dist/server/main.js',
    clears: ['dist/server', 'dist/protocol', 'dist/formats'],
    build: () => runPackage('tsc', ['-p', 'tsconfig.server.json', '--noEmitOnError'], { quiet: true }),
  },
  {
    name: 'provider',
    inputs: [...everyPart, 'tsconfig.provider.json', 'vite.provider.config.ts', 'client/sync'],
    output: 'dist/provider/index.js',
    clears: ['dist/provider'],
    build: buildProvider,
  },
  {
    name: 'client',
    inputs: [...everyPart, 'vite.config.ts', 'formats', 'client'],
    output: 'dist/client/index.html',
    clears: ['dist/client'],
    build: () => runPackage('vite', ['build', '--logLevel', 'warn'], { quiet: true }),
  },
]

async function buildProvider(): Promise<Outcome> {
  const config = ['--config', 'vite.provider.config.ts', '--logLevel', 'warn']
  const code = await runPackage('vite', ['build', ...config], { quiet: true })
  if (!code.ok) return code
  return runPackage('tsc', ['-p', 'tsconfig.provider.json'], { quiet: true })
}

/** The parts whose last whole build is missing or older than their sources. */
export function staleParts(folder = root): Part[] {
  return parts.filter(part => isStale(part, folder))
}

/** Is its last whole build missing, or older than its sources? */
export function isStale(part: Part, folder = root): boolean {
  const built = modifiedAt(join(folder, stampOf(part)))
  const missing = built === undefined || modifiedAt(join(folder, part.output)) === undefined
  return missing || built < newest(part.inputs, folder)
}

/** Builds one part and says so in a line; shows the tools' own words only where they fail. */
export async function build(part: Part): Promise<boolean> {
  const startedAt = new Date()
  for (const path of [...part.clears, stampOf(part)])
    rmSync(join(root, path), { recursive: true, force: true })
  const { ok, output } = await part.build()
  const seconds = ((Date.now() - startedAt.getTime()) / 1000).toFixed(1)
  console.log(`${ok ? 'Built' : 'Could not build'} the ${part.name} in ${seconds} s`)
  if (!ok) console.log(output)
  else stamp(part, startedAt)
  return ok
}

/** Marks a part as built from the sources as they were when its build began: what changed meanwhile is newer. */
export function stamp(part: Part, at: Date, folder = root): void {
  mkdirSync(join(folder, 'dist'), { recursive: true })
  const path = join(folder, stampOf(part))
  writeFileSync(path, '')
  utimesSync(path, at, at)
}

// A file beside the output, because a build that was cut short leaves output behind, too.
function stampOf(part: Part): string {
  return `dist/${part.name}.built`
}

/** Folders count as well as files: removing a file changes only its folder's time. */
function newest(inputs: string[], folder: string): number {
  const paths = inputs.flatMap(input => [input, ...globSync(`${input}/**`, { cwd: folder })])
  const sources = paths.filter(path => !/\.(test|contract)\.tsx?$/.test(path))
  return Math.max(...sources.map(path => modifiedAt(join(folder, path)) ?? 0))
}

function modifiedAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
