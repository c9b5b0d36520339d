import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { unpackUpdates } from '../../protocol/index.ts'
import type { CompactionTrouble } from './compactions.ts'
import { type Append, type Log, LogFull } from './log.ts'
import { makeFolder, makeSmallDisk, type TestFolder } from './sqlite/folder.contract.ts'
import { openSqliteLog, type SqliteLogOptions } from './sqlite-log.ts'
import { docOf, mustRead, paper, range, recorded, textOf } from './typing.contract.ts'

// Every log is three threads, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const smallDisk = await makeSmallDisk(3000)
const kilobyte = 1024

afterAll(() => smallDisk?.remove())

let log: Log | undefined
afterEach(async () => {
  await log?.close()
  log = undefined
})

async function folderForThisTest(): Promise<TestFolder> {
  const folder = await makeFolder()
  onTestFinished(() => folder.remove())
  return folder
}

async function open(folder: TestFolder, options: Partial<SqliteLogOptions> = {}): Promise<Log> {
  log = await openSqliteLog({
    path: join(folder.path, 'quire.db'),
    onFatal: error => {
      throw error
    },
    ...options,
  })
  return log
}

const large = (n: number) => ({ session: 1, n, update: new Uint8Array(50 * kilobyte).fill(n) })

/** Updates that fold, but into nothing much smaller. */
function typedAtRandom(): (n: number) => Append {
  const { doc, updates } = recorded()
  return n => {
    doc.getText('text').insert(0, randomBytes(25 * kilobyte).toString('hex'))
    return { session: 1, n, update: updates.at(-1) ?? new Uint8Array() }
  }
}

/** Appends one after the other until the log is full; gives how many were acknowledged. */
async function fill(log: Log, next: (n: number) => Append = large): Promise<number> {
  for (let n = 1; ; n++) {
    try {
      expect(await log.append(paper, next(n))).toBe(n)
    } catch (error) {
      expect(error).toBeInstanceOf(LogFull)
      return n - 1
    }
  }
}

/** All of them, in order: those that are not in a snapshot, if there was room for one. */
async function mustHold(log: Log, count: number): Promise<void> {
  const { head, snapshot, updates } = await mustRead(log, paper, 0)
  expect(head).toBe(count)
  expect(unpackUpdates(updates).map(row => row.n)).toEqual(range((snapshot?.seq ?? 0) + 1, count))
}

describe('a full disk', () => {
  it.runIf(smallDisk)(
    'refuses, keeps what was acknowledged, and goes on by itself when there is room',
    async () => {
      if (smallDisk === undefined) throw new Error('there is no small disk')
      const ballast = join(smallDisk.path, 'ballast')
      await writeFile(ballast, new Uint8Array(1500 * kilobyte))
      const log = await open(smallDisk)
      await log.create(paper)
      const saved = await fill(log)
      expect(saved).toBeGreaterThan(2)
      await expect(log.append(paper, large(saved + 1))).rejects.toBeInstanceOf(LogFull)
      await mustHold(log, saved)

      await rm(ballast)
      expect(await log.append(paper, large(saved + 1))).toBe(saved + 1)
      await mustHold(log, saved + 1)
    },
  )

  it('lets nothing land behind an append that was refused', async () => {
    const log = await open(await folderForThisTest(), { maxPages: 200 })
    await log.create(paper)
    await log.create('document-2')
    // The first is under way when the others come; a small one would find room where the large one did not.
    const first = log.append(paper, { session: 1, n: 1, update: new Uint8Array(5000 * kilobyte) })
    await new Promise(resolve => setImmediate(resolve))
    const behind = log.append(paper, { session: 1, n: 2, update: Uint8Array.of(1) })
    const other = log.append('document-2', { session: 1, n: 1, update: Uint8Array.of(1) })
    await Promise.all([first, behind].map(append => expect(append).rejects.toBeInstanceOf(LogFull)))
    expect(await other).toBe(1)
    await mustHold(log, 0)
    expect(await log.append(paper, { session: 1, n: 1, update: Uint8Array.of(1) })).toBe(1)
  })

  it('has everything that was acknowledged when it is opened with more room', async () => {
    const place = await folderForThisTest()
    const full = await open(place, { maxPages: 200 })
    await full.create(paper)
    const saved = await fill(full)
    await full.close()
    const log = await open(place)
    await mustHold(log, saved)
    expect(await log.append(paper, large(saved + 1))).toBe(saved + 1)
  })

  it('is no reason to stop for a compaction that finds no room', async () => {
    const troubles: CompactionTrouble[] = []
    const fatal: Error[] = []
    const log = await open(await folderForThisTest(), {
      maxPages: 300,
      onFatal: error => fatal.push(error),
      onCompactionTrouble: trouble => troubles.push(trouble),
    })
    await log.create(paper)
    const saved = await fill(log, typedAtRandom())
    const before = textOf(docOf(await mustRead(log, paper, 0)))
    await log.compact(paper)
    // The log has tried by itself as well, as the tail grew.
    expect(new Set(troubles.map(({ error }) => error?.name))).toEqual(new Set(['LogFull']))
    expect(fatal).toEqual([])
    await mustHold(log, saved)
    expect(textOf(docOf(await mustRead(log, paper, 0)))).toBe(before)
  })
})
