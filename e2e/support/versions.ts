import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { protocolVersion } from '../../protocol/index.ts'
import { root } from '../../scripts/run.ts'

type Provider = typeof import('../../client/sync/index.ts').QuireProvider

/** These sources, built as if they were another version: what a server runs, and what its pages would use. */
export interface Version {
  /** For `startServer`, as its `program`. */
  readonly program: string
  readonly Provider: Provider
  remove(): void
}

interface Differences {
  /** What it speaks, and since when. */
  protocol: number
  oldestProtocol?: number
  /** Has it change the tables at its start, in a way that the other version knows nothing of. */
  change?: { name: string; statements: readonly string[]; additive: boolean }
}

/** The version before this one. */
export const older: Differences = { protocol: protocolVersion - 1 }
/** This one, had it been made for a change of the tables that adds to all of them. */
export const newer: Differences = {
  protocol: protocolVersion,
  change: {
    name: '9999_next',
    statements: [
      "ALTER TABLE documents ADD COLUMN next text NOT NULL DEFAULT ''",
      'ALTER TABLE updates ADD COLUMN next bigint',
      'ALTER TABLE snapshots ADD COLUMN next bigint NOT NULL DEFAULT 0',
      'CREATE TABLE next (document bigint PRIMARY KEY)',
      'CREATE INDEX next_of_updates ON updates (document, next)',
    ],
    additive: true,
  },
}

/** The one after: its pages have no use for servers of the version before. */
export const stricter: Differences = { protocol: protocolVersion, oldestProtocol: protocolVersion }

/** In a folder of its own; its packages are those of these sources. */
export async function buildVersion({ protocol, oldestProtocol, change }: Differences): Promise<Version> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-version-'))
  for (const part of ['package.json', 'protocol', 'formats', 'server', 'client/sync'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const versions = join(folder, 'protocol/version.ts')
  rewrite(versions, /protocolVersion = \d+/, `protocolVersion = ${protocol}`)
  if (oldestProtocol !== undefined)
    rewrite(versions, /oldestServedVersion = \d+/, `oldestServedVersion = ${oldestProtocol}`)
  if (change !== undefined) {
    const { name, statements, additive } = change
    const up = `async db => { for (const each of ${JSON.stringify(statements)}) await sql.raw(each).execute(db) }`
    const entry = `'${name}': { up: ${up}, additive: ${additive} },`
    const opening = /const migrations: Migrations = \{\n/
    rewrite(join(folder, 'server/log/postgres/migrations.ts'), opening, `$&  ${entry}\n`)
  }
  const sync: { QuireProvider: Provider } = await import(join(folder, 'client/sync/index.ts'))
  return {
    program: join(folder, 'server/main.ts'),
    Provider: sync.QuireProvider,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function rewrite(path: string, from: RegExp, to: string): void {
  const text = readFileSync(path, 'utf8')
  if (!from.test(text)) throw new Error(`${path} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}
