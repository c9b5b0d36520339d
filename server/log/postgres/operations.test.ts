import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { startPostgres } from '../../../e2e/support/postgres.ts'
import { unpackUpdates } from '../../../protocol/index.ts'
import { findPostgres } from '../../../scripts/services.ts'
import { mustRead, paper, Writer } from '../typing.contract.ts'
import { openForTest } from './testing/logs.ts'

const run = promisify(execFile)
const operations = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
const postgres = await startPostgres()
afterAll(() => postgres.stop())

it('makes a restored database a new log with the command that the operations guide gives', async () => {
  const [, command] = /`psql "\$DATABASE_URL" -c "(UPDATE .+?)"`/.exec(operations) ?? []
  if (command === undefined) throw new Error('docs/operations.md gives no such command')
  const url = await postgres.createDatabase()
  const before = await openForTest(url)
  await before.close()
  await postgres.query(command, url)
  const after = await openForTest(url)
  expect(after.epoch).toMatch(/^[0-9a-f]{32}$/)
  expect(after.epoch).not.toBe(before.epoch)
})

it('has, in a backup that was made while people wrote, all that had been saved before, byte for byte (R9)', async () => {
  const url = await postgres.createDatabase()
  const log = await openForTest(url)
  await log.create(paper)
  const writer = new Writer(log, paper)
  await writer.type(200)
  await log.compact(paper)
  await writer.type(50)
  const backup = join(mkdtempSync(join(tmpdir(), 'quire-backup-')), 'backup.sql')
  onTestFinished(() => rmSync(dirname(backup), { recursive: true }))
  let isMade = false
  const writing = (async () => {
    while (!isMade) await writer.type(5)
  })()
  const programs = findPostgres() ?? ''
  await run(join(programs, 'pg_dump'), ['--no-owner', `--file=${backup}`, url])
  isMade = true
  await writing

  const restored = await postgres.createDatabase()
  await run(join(programs, 'psql'), ['-qX', '-v', 'ON_ERROR_STOP=1', '-f', backup, restored])
  const copy = await openForTest(restored)
  const { head, updates } = await mustRead(copy, paper, 199)
  expect(head).toBeGreaterThanOrEqual(250)
  const original = unpackUpdates((await mustRead(log, paper, 199)).updates)
  expect(unpackUpdates(updates)).toEqual(original.slice(0, head - 199))
  expect(await copy.snapshot(paper)).toEqual(await log.snapshot(paper))
  expect(await copy.append(paper, { session: 1, n: 1, update: Uint8Array.of(0, 0) })).toBe(head + 1)
})
