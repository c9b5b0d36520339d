import { DatabaseSync } from 'node:sqlite'
import type { Compilable } from 'kysely'
import { onTestFinished } from 'vitest'
import { kyselyOn } from '../../../log/sqlite/kysely-on.ts'
import { migrateSqlite } from '../../../log/sqlite/migrations.ts'
import { type RowsOf, runRead, runWrite, type Step, statementOf, type Tables } from '../../../log/tables.ts'
import { AccessChanges } from '../../access-changes.ts'

/** Real tables, in memory and without threads, for as long as a test lasts. */
export async function openTables() {
  const db = new DatabaseSync(':memory:')
  const query = kyselyOn(db)
  await migrateSqlite(query, 'the tables of this test')
  const read = async <Row>(asked: Compilable<Row>) => (await runRead(query, statementOf(asked))) as Row[]
  const tables: Tables = {
    query,
    read,
    readSlowly: read,
    write: async <const Steps extends readonly Step[]>(steps: Steps) =>
      (await runWrite(query, steps.map(statementOf))) as RowsOf<Steps> | undefined,
  }
  const onTrouble = (error: unknown) => {
    throw error
  }
  const changes = await AccessChanges.open({ tables, isShared: false, onTrouble })
  const close = () => {
    if (db.isOpen) db.close()
  }
  onTestFinished(() => {
    changes.close()
    close()
  })
  return { tables, changes, close }
}
