import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { unpackUpdates } from '../../protocol/index.ts'
import { type Append, type Log, LogOvertaken } from './log.ts'
import { openForTest } from './postgres/testing/logs.ts'
import { mustRead, paper, range } from './typing.contract.ts'

// Two nodes, and sessions that write under one client ID on either of them.
vi.setConfig({ testTimeout: 60_000 })

const postgres = await startPostgres()
afterAll(() => postgres.stop())

const client = 4_000_000_000
let logs: [Log, Log]
beforeEach(async () => {
  const url = await postgres.createDatabase()
  logs = [await openForTest(url, { paceMs: 0 }), await openForTest(url, { paceMs: 0 })]
  await logs[0].create(paper)
})

function written(
  session: number,
  { last, known, n = 1 }: { last: number; known: number; n?: number },
): Append {
  const writes = { known, author: 'ann', ids: [{ client, last }] }
  return { session, n, update: new Uint8Array(2), writes }
}

async function taken(appends: readonly Promise<number>[]): Promise<number> {
  const outcomes = await Promise.allSettled(appends)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LogOvertaken)
  }
  return outcomes.filter(({ status }) => status === 'fulfilled').length
}

it('lets one of two take a client ID that nobody had, or has left', async () => {
  const [here, there] = logs
  let last = 0
  for (let round = 0; round < 30; round++) {
    const head = (await here.state(paper))?.head ?? 0
    const [one, other] = [10 * round + 1, 10 * round + 2]
    const both = [
      here.append(paper, written(one, { last, known: head })),
      there.append(paper, written(other, { last, known: head })),
    ]
    expect(await taken(both)).toBe(1)
    last = (await here.state(paper))?.claims?.get(client)?.session ?? 0
    expect([one, other]).toContain(last)
  }
})

it('takes a client ID over only from a session that has written nothing since', async () => {
  const [here, there] = logs
  await here.append(paper, written(1, { last: 0, known: 0 }))
  await there.append(paper, { session: 9, n: 1, update: new Uint8Array(2) })
  await here.append(paper, written(1, { last: 1, known: 1, n: 2 }))
  await expect(there.append(paper, written(2, { last: 1, known: 2 }))).rejects.toThrow(LogOvertaken)
  await there.append(paper, written(2, { last: 1, known: 3 }))
  await expect(here.append(paper, written(1, { last: 1, known: 3, n: 3 }))).rejects.toThrow(LogOvertaken)
})

it('keeps one session’s words together, whoever else writes at the same time', async () => {
  const [here, there] = logs
  const noise = (log: Log, session: number) =>
    Promise.all(range(1, 200).map(n => log.append(paper, { session, n, update: new Uint8Array(2) })))
  const type = async (log: Log, session: number) => {
    for (let n = 1; n <= 40; n++) {
      const state = await log.state(paper)
      const last = state?.claims?.get(client)?.session ?? 0
      const known = state?.head ?? 0
      // The second goes with what the first was let in with.
      const appends = [
        written(session, { last, known, n }),
        written(session, { last: session, known, n: n + 100 }),
      ]
      await taken(appends.map(append => log.append(paper, append)))
    }
  }
  await Promise.all([noise(here, 100), noise(there, 101), type(here, 1), type(there, 2)])
  const rows = unpackUpdates((await mustRead(here, paper, 0)).updates)
  const own = rows.filter(({ session }) => session < 100).map(({ session, n }) => `${session} ${n}`)
  expect(own.length).toBeGreaterThan(40)
  // What follows a word that was let in together with it comes directly behind it, among those under this ID.
  for (const [i, name] of own.entries()) {
    const [session = '', n = ''] = name.split(' ')
    if (Number(n) > 100) expect(own[i - 1]).toBe(`${session} ${Number(n) - 100}`)
  }
})
