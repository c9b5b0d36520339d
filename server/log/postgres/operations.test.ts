import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startPostgres } from '../../../e2e/support/postgres.ts'
import { openForTest } from './testing/logs.ts'

const operations = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8')

it('makes a restored database a new log with the command that the operations guide gives', async () => {
  const [, command] = /`psql "\$DATABASE_URL" -c "(UPDATE .+?)"`/.exec(operations) ?? []
  if (command === undefined) throw new Error('docs/operations.md gives no such command')
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  const url = await postgres.createDatabase()
  const before = await openForTest(url)
  await before.close()
  await postgres.query(command, url)
  const after = await openForTest(url)
  expect(after.epoch).toMatch(/^[0-9a-f]{32}$/)
  expect(after.epoch).not.toBe(before.epoch)
})
