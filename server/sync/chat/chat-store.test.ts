import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { startPostgres } from '../../../e2e/support/postgres.ts'
import { openPostgresLog } from '../../log/postgres-log.ts'
import { openSqliteLog } from '../../log/sqlite-log.ts'
import { describeChat } from './chat-store.contract.ts'

const onFatal = (error: Error) => {
  throw error
}
const folder = await mkdtemp(join(tmpdir(), 'quire-chat-'))
const postgres = await startPostgres()
let files = 0
afterAll(async () => {
  await rm(folder, { recursive: true })
  await postgres.stop()
})

describe('chat in SQLite', () => {
  describeChat(() => openSqliteLog({ path: join(folder, `${++files}.sqlite`), onFatal }))
})

describe('chat in Postgres', () => {
  describeChat(async () => openPostgresLog({ url: await postgres.createDatabase(), onFatal }))
})
