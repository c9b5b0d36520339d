import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { until } from '../../e2e/support/until.ts'
import { unpackUpdates } from '../../protocol/index.ts'
import { LogAway, LogFull } from './log.ts'
import { openForTest } from './postgres/testing/logs.ts'
import { makeSmallDisk } from './sqlite/folder.contract.ts'
import { mustRead, paper, range } from './typing.contract.ts'

vi.setConfig({ testTimeout: 120_000 })

const kilobyte = 1024
const large = (n: number) => ({
  session: 1,
  n,
  update: new Uint8Array(100 * kilobyte).map(() => Math.random() * 256),
})

it('calls nothing saved that a full disk under Postgres has lost, and goes on when there is room (R6)', async ({
  skip,
}) => {
  const disk = (await makeSmallDisk(120_000)) ?? skip('a small disk can be mounted by root alone')
  onTestFinished(() => disk.remove())
  const ballast = join(disk.path, 'ballast')
  await writeFile(ballast, new Uint8Array(30_000 * kilobyte))
  const postgres = await startPostgres({ folder: disk.path })
  onTestFinished(() => postgres.stop())
  const log = await openForTest(await postgres.createDatabase(), { patienceMs: 2000 })
  await log.create(paper)

  let saved = 0
  const refusals: unknown[] = []
  while (refusals.length < 3) {
    await log.append(paper, large(saved + 1)).then(
      seq => expect(seq).toBe(++saved),
      error => refusals.push(error),
    )
  }
  // Postgres refuses what finds no room. Where its own log finds none, it ends itself.
  for (const refusal of refusals) expect([LogFull, LogAway]).toContain(Object(refusal).constructor)
  expect(saved).toBeGreaterThan(10)

  await rm(ballast)
  if (postgres.exited) await postgres.restart()
  await until(() => log.append(paper, large(saved + 1)), 'the log to go on', 20_000)
  const { head, updates } = await mustRead(log, paper, 0)
  expect(unpackUpdates(updates).map(row => row.seq)).toEqual(range(1, head))
  expect(unpackUpdates(updates).map(row => row.n)).toEqual(range(1, saved + 1))
})
