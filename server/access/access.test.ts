import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { openPostgresLog } from '../log/postgres-log.ts'
import { openSqliteLog } from '../log/sqlite-log.ts'
import { describeAccess } from './access.contract.ts'
import { describeChanges } from './access-changes.contract.ts'
import { describeSearch } from './search.contract.ts'
import { describeSharing } from './sharing.contract.ts'
import { mustNotFail } from './testing/access-stage.ts'

const folder = await mkdtemp(join(tmpdir(), 'quire-access-'))
const postgres = await startPostgres()
let files = 0
afterAll(async () => {
  await rm(folder, { recursive: true })
  await postgres.stop()
})

const openSqlite = () => openSqliteLog({ path: join(folder, `${++files}.sqlite`), onFatal: mustNotFail })
const openPostgres = async () =>
  openPostgresLog({ url: await postgres.createDatabase(), onFatal: mustNotFail })

describe.each([
  ['SQLite', openSqlite],
  ['Postgres', openPostgres],
])('in %s', (_, openLog) => {
  describe('access', () => describeAccess(openLog))
  describe('what changes', () => describeChanges(openLog))
  describe('sharing', () => describeSharing(openLog))
  describe('search', () => describeSearch(openLog))
})
