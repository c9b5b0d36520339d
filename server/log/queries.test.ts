import { DatabaseSync } from 'node:sqlite'
import { Pool } from 'pg'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { connectionTo } from './postgres/connection.ts'
import { kyselyOn as kyselyOnPostgres } from './postgres/kysely-on.ts'
import { migratePostgres } from './postgres/migrations.ts'
import { findBehind, readSnapshot, replaceSnapshot, rowOverheadBytes } from './queries.ts'
import type { Database } from './schema.ts'
import { kyselyOn as kyselyOnSqlite } from './sqlite/kysely-on.ts'
import { migrateSqlite } from './sqlite/migrations.ts'

const postgres = await startPostgres()
const pools: Pool[] = []
afterAll(async () => {
  for (const pool of pools) await pool.end()
  await postgres.stop()
})

async function openSqlite(): Promise<Database> {
  const db = kyselyOnSqlite(new DatabaseSync(':memory:'))
  await migrateSqlite(db, 'memory')
  return db
}

async function openPostgres(): Promise<Database> {
  const pool = new Pool(connectionTo(await postgres.createDatabase()))
  pools.push(pool)
  const db = kyselyOnPostgres(pool, { answerWithinMs: 5000 })
  await migratePostgres(db, 'the database')
  return db
}

describe.each([
  ['SQLite', openSqlite],
  ['Postgres', openPostgres],
])('on %s', (_, open) => {
  let db: Database
  beforeEach(async () => {
    db = await open()
  })

  it('a snapshot is replaced by a newer one only, so that two who compact do each other no harm', async () => {
    const keep = (seq: number) =>
      replaceSnapshot(db, {
        document: 1,
        seq,
        inflated: 1,
        clocks: new Uint8Array(),
        bytes: Uint8Array.of(seq),
      })
    expect([await keep(5), await keep(5), await keep(4)]).toEqual([true, false, false])
    expect(await readSnapshot(db, 1)).toEqual({ seq: 5, bytes: Uint8Array.of(5) })
    expect(await keep(6)).toBe(true)
    expect(await readSnapshot(db, 1)).toEqual({ seq: 6, bytes: Uint8Array.of(6) })
  })

  it('what may be deleted behind a snapshot has more than so many bytes between itself and the snapshot', async () => {
    for (let seq = 1; seq <= 10; seq++) {
      const bytes = new Uint8Array(100 - rowOverheadBytes)
      await db.insertInto('updates').values({ document: 1, seq, session: 1, n: 1, at: 0, bytes }).execute()
    }
    expect(await findBehind(db, 1, { seq: 8, bytes: 350 })).toBe(5)
    expect(await findBehind(db, 1, { seq: 8, bytes: 800 })).toBe(0)
    expect(await findBehind(db, 2, { seq: 8, bytes: 0 })).toBe(0)
  })
})
