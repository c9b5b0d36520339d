import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { openPostgresLog } from '../log/postgres-log.ts'
import { openSqliteLog } from '../log/sqlite-log.ts'
import { describeFiles } from './files.contract.ts'

const onFatal = (error: Error) => {
  throw error
}

const folder = await mkdtemp(join(tmpdir(), 'quire-file-rows-'))
const postgres = await startPostgres()
let files = 0
afterAll(async () => {
  await rm(folder, { recursive: true })
  await postgres.stop()
})

describe.each([
  ['SQLite', () => openSqliteLog({ path: join(folder, `${++files}.sqlite`), onFatal })],
  ['Postgres', async () => openPostgresLog({ url: await postgres.createDatabase(), onFatal })],
] as const)('files in %s', (_name, open) => describeFiles(open))
