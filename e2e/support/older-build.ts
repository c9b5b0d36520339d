import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runPackage } from '../../scripts/run.ts'

/** The delivered product with a client that knows one node and one mark less: see `older-client.config.ts`. */
export interface OlderBuild {
  /** For `startServer`, as its `program`. */
  readonly program: string
  remove(): void
}

/** In a folder of its own, beside this version's build. */
export async function buildOlder(): Promise<OlderBuild> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-older-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  for (const part of ['package.json', 'dist/server', 'dist/protocol'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const config = ['--config', 'e2e/support/older-client.config.ts', '--logLevel', 'warn']
  const { ok, output } = await runPackage(
    'vite',
    ['build', ...config, '--outDir', join(folder, 'dist/client')],
    { quiet: true },
  )
  if (!ok) {
    remove()
    throw new Error(`The older client could not be built:\n${output}`)
  }
  return { program: join(folder, 'dist/server/main.js'), remove }
}
