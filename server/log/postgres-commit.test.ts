import { Client } from 'pg'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { until } from '../../e2e/support/until.ts'
import { LogAway, LogFull } from './log.ts'
import { edit, lineTo, numbersIn, openForTest } from './postgres/testing/logs.ts'
import { paper } from './typing.contract.ts'

// Some wait for as long as a statement may take.
vi.setConfig({ testTimeout: 60_000 })

const postgres = await startPostgres()
afterAll(() => postgres.stop())

/** Takes locks, as somebody else would, and keeps them until it is called. */
async function hold(database: string, locks: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: database })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query(`BEGIN; ${locks}`)
  return () => client.end()
}

/** The statements that wait for a lock there. */
async function waiting(database: string): Promise<unknown[]> {
  const sql = `SELECT pid || ' since ' || query_start AS name FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()`
  return (await postgres.query(sql, database)).map(({ name }) => name)
}

/** A statement has waited for a lock, and does not any more. */
async function oneGivesUp(database: string): Promise<void> {
  const first = await until(async () => (await waiting(database))[0], 'a statement to wait')
  await until(async () => !(await waiting(database)).includes(first), 'it to give up')
}

describe('a commit whose answer is lost', () => {
  it('is found in the log, and not appended again', async () => {
    const database = await postgres.createDatabase()
    const { line, url } = await lineTo(database)
    const log = await openForTest(url)
    await log.create(paper)
    await log.create('document-2')
    await log.append(paper, edit(1))
    line.mode = 'no-answers'
    const appends = [
      log.append(paper, edit(2)),
      log.append('document-2', edit(1)),
      log.append(paper, edit(3)),
    ]
    await until(
      async () => (await postgres.query('SELECT FROM updates', database)).length === 4,
      'the commit',
    )
    line.cut()
    line.mode = 'pass'
    expect(await Promise.all(appends)).toEqual([2, 1, 3])
    expect(await log.append(paper, edit(4))).toBe(4)
    expect(await numbersIn(log)).toEqual([1, 2, 3, 4])
  })

  it('is left to those who wrote it where a part of it cannot be found any more', async () => {
    const database = await postgres.createDatabase()
    const { line, url } = await lineTo(database)
    const log = await openForTest(url)
    await log.create(paper)
    await log.create('document-2')
    line.mode = 'no-answers'
    const appends = [log.append(paper, edit(1)), log.append('document-2', edit(1))]
    await until(
      async () => (await postgres.query('SELECT FROM updates', database)).length === 2,
      'the commit',
    )
    // As a compaction on another node would, some time later.
    await postgres.query('DELETE FROM updates WHERE document = (SELECT min(key) FROM documents)', database)
    line.cut()
    line.mode = 'pass'
    for (const append of appends) await expect(append).rejects.toBeInstanceOf(LogAway)
    expect(await log.append('document-2', edit(2))).toBe(2)
  })

  it('is made again when it has not reached the database', async () => {
    const { line, url } = await lineTo(await postgres.createDatabase())
    const log = await openForTest(url)
    await log.create(paper)
    await log.append(paper, edit(1))
    line.mode = 'freeze'
    const append = log.append(paper, edit(2))
    // By the third turn of the event loop it is on its way.
    for (let turn = 0; turn < 3; turn++) await new Promise(resolve => setImmediate(resolve))
    line.cut()
    line.mode = 'pass'
    expect(await append).toBe(2)
    expect(await numbersIn(log)).toEqual([1, 2])
  })

  it('is looked for again where the database had no time to look', async () => {
    const database = await postgres.createDatabase()
    const { line, url } = await lineTo(database)
    const log = await openForTest(url)
    await log.create(paper)
    line.mode = 'no-answers'
    const append = log.append(paper, edit(1))
    await until(
      async () => (await postgres.query('SELECT FROM updates', database)).length === 1,
      'the commit',
    )
    const release = await hold(database, 'LOCK updates')
    line.cut()
    line.mode = 'pass'
    await oneGivesUp(database)
    await release()
    expect(await append).toBe(1)
    expect(await numbersIn(log)).toEqual([1])
  })

  it('is ended first where the database is still at it', async () => {
    const database = await postgres.createDatabase()
    const { line, url } = await lineTo(database)
    const log = await openForTest(url)
    await log.create(paper)
    // Somebody holds the document's row: the commit waits for it, and does not notice that its node is gone.
    const release = await hold(database, 'SELECT FROM documents FOR UPDATE')
    const append = log.append(paper, edit(1))
    const commit = await until(async () => (await waiting(database))[0], 'the commit to wait')
    line.cut()
    await until(async () => (await waiting(database)).some(other => other !== commit), 'the next one to wait')
    await release()
    expect(await append).toBe(1)
    expect(await numbersIn(log)).toEqual([1])
  })
})

describe('a database that says no', () => {
  /** Has every commit that writes to `updates` fail, at its very end. */
  const failCommits = (database: string, state: string) =>
    postgres.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${state}'; END $$;
       CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON updates DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION fail()`,
      database,
    )
  const heal = (database: string) => postgres.query('DROP FUNCTION fail CASCADE', database)

  it.each([
    ['53100', 'because its disk is full', LogFull],
    ['XX000', 'for reasons of its own', LogAway],
  ])(
    '%s (%s) is believed at the very end of a commit, and is no reason to stop',
    async (state, _, refusal) => {
      const database = await postgres.createDatabase()
      const log = await openForTest(database)
      await log.create(paper)
      await failCommits(database, state)
      const appends = [log.append(paper, edit(1)), log.append(paper, edit(2))]
      for (const append of appends) await expect(append).rejects.toBeInstanceOf(refusal)
      expect(await numbersIn(log)).toEqual([])
      await heal(database)
      expect(await log.append(paper, edit(1))).toBe(1)
    },
  )

  it('that its disk is full does not create a document', async () => {
    const database = await postgres.createDatabase()
    const log = await openForTest(database)
    await postgres.query(
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '53100'; END $$;
       CREATE TRIGGER fail BEFORE INSERT ON documents EXECUTE FUNCTION fail()`,
      database,
    )
    await expect(log.create(paper)).rejects.toBeInstanceOf(LogFull)
  })

  it('is asked again when it had no time', async () => {
    const database = await postgres.createDatabase()
    const log = await openForTest(database)
    await log.create(paper)
    const release = await hold(database, 'SELECT FROM documents FOR UPDATE')
    const append = log.append(paper, edit(1))
    await oneGivesUp(database)
    await release()
    expect(await append).toBe(1)
    expect(log.awayInMs).toBe(0)
  })
})
