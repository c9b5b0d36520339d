import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { type Postgres, startPostgres } from '../../e2e/support/postgres.ts'
import { until } from '../../e2e/support/until.ts'
import { LogAway, LogClosed } from './log.ts'
import { edit, lineTo, numbersIn, openForTest } from './postgres/testing/logs.ts'
import { paper, range } from './typing.contract.ts'

// They wait for a database that is killed, and for one that has fallen silent.
vi.setConfig({ testTimeout: 60_000 })

const postgres: Postgres = await startPostgres()
afterAll(() => postgres.stop())
afterEach(async () => {
  if (postgres.exited) await postgres.restart()
})

describe('a database that is killed', () => {
  it.each([
    ['kill -9', 'SIGKILL'],
    ['a restart', 'SIGINT'],
  ] as const)('by %s has everybody wait for it, and loses nothing and doubles nothing', async (_, signal) => {
    const away = vi.fn()
    const back = vi.fn()
    const log = await openForTest(await postgres.createDatabase(), { onAway: away, onBack: back })
    await log.create(paper)
    const appends: Promise<number>[] = []
    const append = (from: number, to: number) =>
      appends.push(...range(from, to).map(n => log.append(paper, edit(n))))
    append(1, 100)
    await appends[0]
    // In the middle of the second commit.
    append(101, 200)
    const killed = postgres.kill(signal)
    append(201, 300)
    await until(() => away.mock.calls.length > 0, 'the log to miss the database')
    await killed
    await postgres.restart()
    append(301, 400)
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
    expect(await log.state(paper)).toMatchObject({ head: 0, clocks: new Map() })
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
