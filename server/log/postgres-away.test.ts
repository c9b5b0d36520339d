import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { type Postgres, startPostgres } from '../../e2e/support/postgres.ts'
import { until } from '../../e2e/support/until.ts'
import { unpackUpdates } from '../../protocol/index.ts'
import { type Log, LogAway, LogClosed, LogFull } from './log.ts'
import { edit, lineTo, openForTest } from './postgres/testing/logs.ts'
import { mustRead, paper, range } from './typing.contract.ts'

// They wait for a database that is killed, and for one that has fallen silent.
vi.setConfig({ testTimeout: 60_000 })

const postgres: Postgres = await startPostgres()
afterAll(() => postgres.stop())
afterEach(async () => {
  if (postgres.exited) await postgres.restart()
})

/** The senders' numbers of all that is in the log, which has no gap. */
async function numbersIn(log: Log): Promise<number[]> {
  const { head, updates } = await mustRead(log, paper, 0)
  const rows = unpackUpdates(updates)
  expect(rows.map(row => row.seq)).toEqual(range(1, head))
  return rows.map(row => row.n)
}

describe('a database that is killed', () => {
  it('has everybody wait for it, and loses nothing and doubles nothing', async () => {
    const away = vi.fn()
    const back = vi.fn()
    const log = await openForTest(await postgres.createDatabase(), { onAway: away, onBack: back })
    await log.create(paper)
    const appends = [log.append(paper, edit(1))]
    for (let n = 2; n <= 400; n++) {
      if (n === 100) void postgres.kill()
      if (n === 300) await postgres.restart()
      appends.push(log.append(paper, edit(n)))
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    expect(await Promise.all(appends)).toEqual(range(1, 400))
    expect(await numbersIn(log)).toEqual(range(1, 400))
    expect(away).toHaveBeenCalledTimes(1)
    expect(back).toHaveBeenCalledTimes(1)
    expect(log.awayInMs).toBe(0)
  })

  it('refuses reads meanwhile, at once', async () => {
    const log = await openForTest(await postgres.createDatabase())
    await log.create(paper)
    await postgres.kill()
    const calls = [
      () => log.read(paper, 0),
      () => log.state(paper),
      () => log.heads([paper]),
      () => log.snapshot(paper),
      () => log.summaries([paper]),
      () => log.create('document-2'),
    ]
    for (const call of calls) await expect(call()).rejects.toBeInstanceOf(LogAway)
    // There is nothing to compact in a database that is not there, and that is no trouble of the document's.
    await log.compact(paper)
    expect(log.awayInMs).toBeGreaterThan(0)
    await postgres.restart()
    await until(() => log.awayInMs === 0, 'the log to find the database')
    expect(await log.state(paper)).toEqual({ head: 0, clocks: new Map() })
  })

  it('does not have people wait for ever, and takes what they send again when it is back', async () => {
    const log = await openForTest(await postgres.createDatabase(), { patienceMs: 500 })
    await log.create(paper)
    await log.create('document-2')
    await postgres.kill()
    const waiting = [
      log.append(paper, edit(1)),
      log.append(paper, edit(2)),
      log.append('document-2', edit(1)),
    ]
    for (const append of waiting) await expect(append).rejects.toBeInstanceOf(LogAway)
    await expect(log.append(paper, edit(1))).rejects.toBeInstanceOf(LogAway)
    await postgres.restart()
    await until(() => log.awayInMs === 0, 'the log to find the database')
    expect(await log.append(paper, edit(1))).toBe(1)
    expect(await numbersIn(log)).toEqual([1])
  })

  it('does not let what waits grow without end', async () => {
    const log = await openForTest(await postgres.createDatabase(), { maxWaitingBytes: 1000 })
    await log.create(paper)
    await postgres.kill()
    await until(() => log.awayInMs > 0, 'the log to lose the database')
    const large = { session: 1, n: 1, update: new Uint8Array(600) }
    const appends = [log.append(paper, large), log.append(paper, { ...large, n: 2 })]
    for (const append of appends) await expect(append).rejects.toBeInstanceOf(LogAway)
  })

  it('does not keep the log from being closed', async () => {
    const log = await openForTest(await postgres.createDatabase())
    await log.create(paper)
    await postgres.kill()
    await until(() => log.awayInMs > 0, 'the log to lose the database')
    const append = expect(log.append(paper, edit(1))).rejects.toBeInstanceOf(LogAway)
    const startedAt = performance.now()
    await log.close()
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    await append
    await expect(log.append(paper, edit(1))).rejects.toBeInstanceOf(LogClosed)
  })
})

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

  it('is ended first where the database is still at it', async () => {
    const database = await postgres.createDatabase()
    const { line, url } = await lineTo(database)
    const log = await openForTest(url)
    await log.create(paper)
    // Somebody holds the document's row: the commit waits for it, and does not notice that its node is gone.
    const held = postgres.query(
      'BEGIN; SELECT FROM documents FOR UPDATE; SELECT pg_sleep(2.5); COMMIT',
      database,
    )
    await until(() => isWaiting(database, 'PgSleep'), 'the row to be held')
    const append = log.append(paper, edit(1))
    await until(() => isWaiting(database, 'transactionid'), 'the commit to wait')
    line.cut()
    expect(await append).toBe(1)
    await held
    expect(await numbersIn(log)).toEqual([1])
  })
})

async function isWaiting(database: string, event: string): Promise<boolean> {
  const sql = `SELECT FROM pg_stat_activity WHERE wait_event = '${event}' AND datname = current_database()`
  return (await postgres.query(sql, database)).length > 0
}

describe('a network that falls silent', () => {
  it('is noticed within seconds, and nothing is called saved meanwhile', async () => {
    const { line, url } = await lineTo(await postgres.createDatabase())
    const log = await openForTest(url)
    await log.create(paper)
    await log.append(paper, edit(1))
    line.mode = 'freeze'
    const settled = vi.fn()
    const append = log.append(paper, edit(2)).finally(settled)
    const read = expect(log.read(paper, 0)).rejects.toBeInstanceOf(LogAway)
    await until(() => log.awayInMs > 0, 'the silence to be noticed', 10_000)
    await read
    expect(settled).not.toHaveBeenCalled()
    line.mode = 'pass'
    expect(await append).toBe(2)
    expect(await numbersIn(log)).toEqual([1, 2])
  })

  it('is noticed when nobody writes, too', async () => {
    const { line, url } = await lineTo(await postgres.createDatabase())
    const log = await openForTest(url)
    line.mode = 'freeze'
    await until(() => log.awayInMs > 0, 'the silence to be noticed', 10_000)
    line.mode = 'pass'
    await until(() => log.awayInMs === 0, 'the log to find the database')
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
    const held = postgres.query(
      'BEGIN; SELECT FROM documents FOR UPDATE; SELECT pg_sleep(5); COMMIT',
      database,
    )
    await until(() => isWaiting(database, 'PgSleep'), 'the row to be held')
    expect(await log.append(paper, edit(1))).toBe(1)
    await held
    expect(log.awayInMs).toBe(0)
  })
})

describe('a log that is replaced by another', () => {
  it('ends the process, so that nobody goes on with numbers that mean something else', async () => {
    const database = await postgres.createDatabase()
    const fatal = vi.fn()
    const log = await openForTest(database, { onFatal: fatal, patienceMs: 1000 })
    await log.create(paper)
    await postgres.query("UPDATE meta SET value = 'another' WHERE name = 'epoch'", database)
    await postgres.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'quire' AND datname = current_database()",
      database,
    )
    await expect(log.append(paper, edit(1))).rejects.toBeInstanceOf(LogAway)
    expect(String(fatal.mock.calls[0]?.[0])).toContain('has been replaced by another')
  })
})
