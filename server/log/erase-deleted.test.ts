import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { eraseDeleted } from './erase-deleted.ts'
import { UnknownDocument } from './log.ts'
import { openPostgresLog } from './postgres-log.ts'
import { deletionOf } from './queries.ts'
import { openSqliteLog } from './sqlite-log.ts'
import type { StoredLog } from './tables.ts'
import { range, Writer } from './typing.contract.ts'

const onFatal = (error: Error) => {
  throw error
}
const folder = await mkdtemp(join(tmpdir(), 'quire-erase-'))
const postgres = await startPostgres()
let files = 0
afterAll(async () => {
  await rm(folder, { recursive: true })
  await postgres.stop()
})

const openSqlite = () => openSqliteLog({ path: join(folder, `${++files}.sqlite`), onFatal })
const openPostgres = async () => openPostgresLog({ url: await postgres.createDatabase(), onFatal })

describe.each([
  ['SQLite', openSqlite],
  ['Postgres', openPostgres],
])('a deleted document in %s', (_, open) => {
  const remove = ({ tables }: StoredLog, id: string) => tables.write([deletionOf(tables.query, id)])
  const remains = async ({ tables }: StoredLog) => {
    const rows = await Promise.all(
      (['updates', 'snapshots', 'summaries', 'authors'] as const).map(table =>
        tables.read(tables.query.selectFrom(table).select('document')),
      ),
    )
    return rows.map(each => each.length)
  }

  it('is not there any more, and its name is never given again', async () => {
    const log = await open()
    await log.create('document-1')
    const writer = new Writer(log, 'document-1')
    await writer.type(3)
    await remove(log, 'document-1')
    await log.create('document-1')
    expect(await log.read('document-1', 0)).toBeUndefined()
    expect(await log.state('document-1')).toBeUndefined()
    expect(await log.heads(['document-1'])).toEqual(new Map())
    expect(await log.summaries(['document-1'])).toEqual([])
    await expect(writer.type(1)).rejects.toBeInstanceOf(UnknownDocument)
    await log.close()
  })

  it('is erased to the last row, and no other one is touched', async () => {
    const log = await open()
    await Promise.all(['document-1', 'document-2'].map(id => log.create(id)))
    await new Writer(log, 'document-1').type(2500)
    await log.compact('document-1')
    await new Writer(log, 'document-2').type(5)
    await remove(log, 'document-1')
    await Promise.all([eraseDeleted(log.tables), eraseDeleted(log.tables)])
    expect(await remains(log)).toEqual([5, 0, 0, 0])
    expect((await log.read('document-2', 0))?.head).toBe(5)
    await log.close()
  })

  it('does not come back by a compaction that was under way', async () => {
    const log = await open()
    const ids = range(1, 12).map(i => `document-${i}`)
    for (const id of ids) {
      await log.create(id)
      await new Writer(log, id).type(20)
    }
    const compacted = ids.map(id => log.compact(id))
    for (const [i, id] of ids.entries()) {
      await compacted[i - 2]
      await remove(log, id)
    }
    await Promise.all(compacted)
    await eraseDeleted(log.tables)
    expect(await remains(log)).toEqual([0, 0, 0, 0])
    await log.close()
  })
})
