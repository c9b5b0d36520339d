import { DatabaseSync } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { CannotOpenLog } from './log.ts'
import { type Migrations, migrate } from './migrate.ts'
import { kyselyOn } from './sqlite/kysely-on.ts'

let file: DatabaseSync
let db: ReturnType<typeof kyselyOn>
beforeEach(() => {
  file = new DatabaseSync(':memory:')
  db = kyselyOn(file)
})

const running = (statement: string) => async (on: Kysely<unknown>) => {
  await sql.raw(statement).execute(on)
}
const first: Migrations = {
  '0001_log': {
    up: running('CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)'),
    additive: false,
  },
}
const withMore: Migrations = {
  ...first,
  '0002_more': { up: running('CREATE TABLE more (id INTEGER)'), additive: true },
}
const withOther: Migrations = {
  ...withMore,
  '0003_other': { up: running('DROP TABLE more'), additive: false },
}
const last: Migrations = {
  ...withOther,
  '0004_last': { up: running('CREATE TABLE last (id INTEGER)'), additive: true },
}
const open = (migrations: Migrations) => migrate(db, migrations, 'the store')
const tables = () =>
  file
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'kysely%' ORDER BY name")
    .all()
    .map(({ name }) => name)
const refusal = (name: string) =>
  new CannotOpenLog(
    `the store was written by a newer version of Quire (${name}): start that version, or a later one.`,
  )

describe('a program that is older than the tables', () => {
  it('goes on where all that came since was added beside what it knows', async () => {
    await open(first)
    await open(withMore)
    await open(first)
    expect(tables()).toEqual(['meta', 'more'])
    await open(withMore)
  })

  it('is refused where it would do harm, whatever was added later', async () => {
    await open(last)
    for (const older of [first, withMore]) await expect(open(older)).rejects.toThrow(refusal('0003_other'))
    await open(withOther)
    expect(tables()).toEqual(['last', 'meta'])
  })

  it('is refused where nobody has said that it may go on', async () => {
    await open(first)
    file.exec("DELETE FROM meta WHERE name = 'needs'")
    file.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('0002_more', '2031-01-01')")
    await expect(open(first)).rejects.toThrow(refusal('0002_more'))
  })
})

it('says what the tables need only together with the change: one that fails leaves both as they were', async () => {
  await open(withMore)
  const failing: Migrations = {
    ...withMore,
    '0003_fails': { up: running('ALTER TABLE nowhere ADD COLUMN id'), additive: false },
  }
  await expect(open(failing)).rejects.toThrow('nowhere')
  await open(first)
  await open(last)
})
