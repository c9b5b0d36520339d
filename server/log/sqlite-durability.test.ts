import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { durabilityOf, openWriter } from './sqlite/connection.ts'
import { makeFolder, type TestFolder } from './sqlite/folder.contract.ts'
import { openSqliteLog } from './sqlite-log.ts'
import { docOf, mustRead, textOf } from './typing.contract.ts'

// They start processes of their own, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

let folder: TestFolder
let path: string
beforeEach(async () => {
  folder = await makeFolder()
  path = join(folder.path, 'quire.db')
})
afterEach(() => folder.remove())

const script = join(import.meta.dirname, 'append-until-killed.child.ts')

/** Acknowledged edits, by document. */
type Acknowledged = Map<string, string[]>

/** Lets four people write until so many edits were acknowledged, kills the process, and gives those edits. */
async function killAfter(acknowledgements: number, manners: 'honest' | 'early'): Promise<Acknowledged> {
  const child = spawn(process.execPath, [script, path, manners], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const words = await read(child.stdout, count => {
    if (count === acknowledgements) child.kill('SIGKILL')
  })
  expect(await exited).toEqual([null, 'SIGKILL'])
  return words
}

async function read(stdout: Readable, onAcknowledged: (count: number) => void): Promise<Acknowledged> {
  const words: Acknowledged = new Map()
  let count = 0
  for await (const line of createInterface(stdout)) {
    const [documentId = '', word = ''] = line.split(' ')
    words.set(documentId, [...(words.get(documentId) ?? []), word])
    onAcknowledged(++count)
  }
  return words
}

/** Acknowledged words that the database lacks. */
async function lost(acknowledged: Acknowledged): Promise<string[]> {
  const log = await openSqliteLog({ path, onFatal: failTest })
  const missing: string[] = []
  for (const [documentId, words] of acknowledged) {
    const there = new Set(textOf(docOf(await mustRead(log, documentId, 0))).split(' '))
    missing.push(...words.filter(word => !there.has(word)))
  }
  await log.close()
  return missing
}

function failTest(error: Error): never {
  throw error
}

/** Numbers that look random and are the same in every run: a linear congruential generator (Numerical Recipes). */
function* seeded(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

describe('a process that is killed', () => {
  const seed = Number(process.env.SEED ?? 20261122)
  const random = seeded(seed)
  const moments = Array.from({ length: 4 }, () => 20 + Math.floor(random.next().value * 600))

  it.each(moments)(`has kept all that it acknowledged (after %i edits; SEED=${seed})`, async moment => {
    expect(await lost(await killAfter(moment, 'honest'))).toEqual([])
  })

  it('would be found out if it acknowledged before the commit', async () => {
    expect(await lost(await killAfter(100, 'early'))).not.toEqual([])
  })
})

describe('a disk that fails', () => {
  it('ends the process rather than have it acknowledge what may not be there', async () => {
    // A file that may not grow beyond 1 MB fails in the middle of a write, and not as a full disk does.
    const limited = ['-c', 'ulimit -f 1024 && exec "$0" "$@"', process.execPath, script, path, 'honest']
    const child = spawn('bash', limited, { stdio: ['ignore', 'pipe', 'pipe'] })
    const exited = once(child, 'exit')
    const stderr = text(child.stderr)
    const words = await read(child.stdout, () => {})
    const [code] = await exited
    expect(code).toBe(70)
    expect(await stderr).toMatch(/^fatal: disk I\/O error/)
    expect([...words.values()].flat().length).toBeGreaterThan(100)
    expect(await lost(words)).toEqual([])
  })
})

describe('the connection that writes', () => {
  it('keeps a write-ahead log and flushes it to the disk at each commit', () => {
    const db = openWriter({ path })
    expect(durabilityOf(db)).toEqual({ journal: 'wal', synchronous: 2 })
    db.close()
  })
})
