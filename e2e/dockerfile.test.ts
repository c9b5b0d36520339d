import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { root, run } from '../scripts/run.ts'
import { startServer } from './support/start-server.ts'

/** An instruction, its lines joined. */
interface Instruction {
  name: string
  words: string
}

const text = readFileSync(join(root, 'docker/Dockerfile'), 'utf8')
const stages = stagesOf(text)
const build = stages[0] ?? []
const last = stages.at(-1) ?? []

function stagesOf(dockerfile: string): Instruction[][] {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
  const stages: Instruction[][] = []
  for (const line of lines) {
    const [, name, words] = /^([A-Z]+) +(.*)$/.exec(line) ?? []
    if (name === undefined || words === undefined) continue
    if (name === 'FROM') stages.push([])
    stages.at(-1)?.push({ name, words })
  }
  return stages
}

const the = (stage: Instruction[], name: string) =>
  stage.filter(each => each.name === name).map(each => each.words)

/** Paths of the repository that a stage takes. */
const taken = (stage: Instruction[]) =>
  the(stage, 'COPY')
    .filter(words => !words.startsWith('--from'))
    .flatMap(words => words.split(' ').slice(0, -1))

it('runs Node itself, as nobody in particular, on the version that the product is tested with', () => {
  expect(stages.flatMap(stage => the(stage, 'FROM').map(words => words.split(' ')[0]))).toEqual(
    stages.map(() => 'node:24-slim'),
  )
  expect(the(last, 'CMD')).toEqual(['["node", "dist/server/main.js"]'])
  expect(the(last, 'ENTRYPOINT')).toEqual([])
  expect(the(last, 'USER')).toEqual(['node'])
  expect(the(last, 'ENV').join(' ')).toContain('HOST=0.0.0.0')
})

it('does not lie beside app.yaml, where the platform would refuse to deploy', () => {
  for (const name of ['Dockerfile', 'cloudbuild.yaml']) expect(existsSync(join(root, name)), name).toBe(false)
})

it('copies what is there, and what the build is sent', () => {
  const allowed = readFileSync(join(root, '.dockerignore'), 'utf8').match(/^!.*$/gm)
  for (const path of stages.flatMap(taken)) {
    expect(existsSync(join(root, path)), path).toBe(true)
    expect(allowed).toContain(`!${path}`)
  }
})

it('builds from what it copies, and starts from that with production packages alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quire-image-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const path of taken(build)) cpSync(join(root, path), join(folder, path), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  expect(the(build, 'RUN')).toEqual(['npm ci', 'npm run gcp-build'])
  const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts
  const [, program = '', ...parts] = (scripts['gcp-build'] ?? '').split(' ')
  const built = await run(process.execPath, [join(folder, program), ...parts], { quiet: true })
  expect(built.output).not.toContain('Could not build')
  expect(built.ok).toBe(true)

  rmSync(join(folder, 'node_modules'))
  for (const path of productionPackages()) cpSync(join(root, path), join(folder, path), { recursive: true })
  expect(existsSync(join(folder, 'node_modules/vite'))).toBe(false)
  const server = await startServer({ program: join(folder, 'dist/server/main.js') })
  onTestFinished(() => server.stop())
  expect(await (await fetch(server.url)).text()).toContain('<div id="root">')
  const check = the(last, 'HEALTHCHECK')[0] ?? ''
  const [command = '', ...args]: string[] = JSON.parse(check.slice(check.indexOf('[')))
  expect(command).toBe('node')
  const asked = await run(process.execPath, args, { quiet: true, env: { PORT: String(server.port) } })
  expect(asked).toEqual({ ok: true, output: '' })
  expect(await server.kill('SIGTERM')).toBe(0)
}, 120_000)

/** What `npm ci --omit=dev --omit=optional` puts there, by the lock file. */
function productionPackages(): string[] {
  const { packages }: { packages: Record<string, { dev?: true; optional?: true; devOptional?: true }> } =
    JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  return Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => path)
}
