import { afterAll, describe, expect, it, vi } from 'vitest'
import { startPostgres } from '../../../e2e/support/postgres.ts'
import { unpackUpdates } from '../../../protocol/index.ts'
import { freePort } from '../../../scripts/free-port.ts'
import { CannotOpenLog } from '../log.ts'
import { openPostgresLog } from '../postgres-log.ts'
import { mustRead } from '../typing.contract.ts'
import { openForTest } from './testing/logs.ts'

vi.setConfig({ testTimeout: 60_000 })

const postgres = await startPostgres({ access: ['host all guarded 127.0.0.1/32 scram-sha-256'] })
afterAll(() => postgres.stop())
const server = `127.0.0.1:${postgres.port}`

/** The sentence with which a log that cannot be opened is refused. */
async function refusal(url: string): Promise<string> {
  try {
    const log = await openPostgresLog({ url, onFatal: () => {} })
    await log.close()
  } catch (error) {
    expect(error).toBeInstanceOf(CannotOpenLog)
    return error instanceof Error ? error.message : ''
  }
  throw new Error('it was opened')
}

describe('an address that leads nowhere', () => {
  it('is told of with what to do about it, and never with its password', async () => {
    const port = await freePort()
    expect(await refusal(`postgres://quire:secret@127.0.0.1:${port}/quire`)).toBe(
      `No Postgres answers at 127.0.0.1:${port}: start it, or correct DATABASE_URL.`,
    )
    expect(await refusal('postgres://quire:secret@localhost/quire?host=/nowhere')).toBe(
      'No Postgres answers at /nowhere: start it, or correct DATABASE_URL.',
    )
    expect(await refusal('postgres://quire:secret@nowhere.invalid/quire')).toBe(
      'There is no host of the name in nowhere.invalid:5432: correct DATABASE_URL.',
    )
    expect(await refusal(`postgres://postgres:secret@${server}/nowhere`)).toBe(
      `There is no database nowhere at ${server}: make it (createdb nowhere), or correct DATABASE_URL.`,
    )
    expect(await refusal(`postgres://nobody:secret@${server}/postgres`)).toBe(
      `Postgres at ${server} does not let nobody in: correct the user and the password in DATABASE_URL.`,
    )
    await postgres.query("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    expect(await refusal(`postgres://guarded:wrong@${server}/postgres`)).toBe(
      `Postgres at ${server} does not let guarded in: correct the user and the password in DATABASE_URL.`,
    )
    expect(await refusal(`postgres://postgres@${server}/postgres?sslmode=verify-full`)).toBe(
      `Cannot use Postgres at ${server}, database postgres: The server does not support SSL connections.`,
    )
  })
})

describe('a database that does not suit', () => {
  it('is refused with what to do about it', async () => {
    await postgres.query('CREATE ROLE poor LOGIN')
    await postgres.query('CREATE DATABASE of_others')
    expect(await refusal(`postgres://poor@${server}/of_others`)).toBe(
      `poor may not make tables in the database of_others at ${server}: make poor its owner (ALTER DATABASE of_others OWNER TO poor).`,
    )
    await postgres.query('ALTER DATABASE of_others OWNER TO poor')
    await openForTest(`postgres://poor@${server}/of_others`)

    const taken = await postgres.createDatabase()
    await postgres.query('CREATE TABLE documents (title text)', taken)
    expect(await refusal(taken)).toContain("holds another program's tables: give Quire a database of its own")

    await postgres.query(
      "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
    )
    expect(await refusal(`postgres://postgres@${server}/latin`)).toBe(
      `The database latin at ${server} keeps text as LATIN1: make one that keeps UTF8 (createdb -E UTF8 -T template0).`,
    )
  })

  it('is refused when a newer version has changed what it knows, and left as it is', async () => {
    const url = await postgres.createDatabase()
    await (await openPostgresLog({ url, onFatal: () => {} })).close()
    const future = "INSERT INTO kysely_migration (name, timestamp) VALUES ('0999_future', '2031-01-01')"
    await postgres.query(future, url)
    await (await openPostgresLog({ url, onFatal: () => {} })).close()
    await postgres.query("UPDATE meta SET value = '0999_future' WHERE name = 'needs'", url)
    expect(await refusal(url)).toBe(
      `The database ${url.split('/').at(-1)} at ${server} was written by a newer version of Quire (0999_future): start that version, or a later one.`,
    )
  })

  it('is refused when its commits are not brought to the disk', async () => {
    const careless = await startPostgres({ settings: { fsync: 'off' } })
    try {
      expect(await refusal(careless.url)).toBe(
        `Postgres at 127.0.0.1:${careless.port} does not bring commits to the disk (fsync is off), and Quire would call saved what is not: turn fsync on.`,
      )
    } finally {
      await careless.stop()
    }
  })

  it('is used as it must be, whatever its own settings are', async () => {
    const url = await postgres.createDatabase()
    const [, name] = /([^/]+)$/.exec(url) ?? []
    await postgres.query(`ALTER DATABASE ${name} SET synchronous_commit = off`)
    await postgres.query(`ALTER DATABASE ${name} SET bytea_output = escape`)
    await postgres.query(`ALTER DATABASE ${name} SET client_encoding = LATIN1`)
    await postgres.query(`ALTER DATABASE ${name} SET default_transaction_isolation = serializable`)
    const log = await openForTest(url)
    // What a commit is asked to wait for is a matter of the session that makes it.
    await postgres.query(
      `CREATE FUNCTION refuse_careless() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF current_setting('synchronous_commit') <> 'on' OR current_setting('transaction_isolation') <> 'read committed' THEN RAISE 'careless'; END IF; RETURN NEW; END $$;
       CREATE TRIGGER careless BEFORE INSERT ON updates FOR EACH ROW EXECUTE FUNCTION refuse_careless();
       CREATE TRIGGER careless BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION refuse_careless()`,
      url,
    )
    await log.create('a-document')
    const update = Uint8Array.of(0, 92, 255)
    expect(await log.append('a-document', { session: 1, n: 1, update })).toBe(1)
    expect(unpackUpdates((await mustRead(log, 'a-document', 0)).updates)).toEqual([
      { seq: 1, session: 1, n: 1, update },
    ])
  })
})

describe('nodes that start at once', () => {
  it('make the tables once, and share one log', async () => {
    const url = await postgres.createDatabase()
    const logs = await Promise.all(Array.from({ length: 5 }, () => openForTest(url)))
    expect(new Set(logs.map(log => log.epoch)).size).toBe(1)
    expect(logs.map(log => log.description)).toEqual(
      logs.map(() => `Postgres, ${server}, database ${url.split('/').at(-1)}`),
    )
  })

  it('wait for a server that is still starting', async () => {
    const url = await postgres.createDatabase()
    await postgres.kill()
    const starting = postgres.restart()
    // Before it answers at all, nobody knows that it will.
    const log = await vi.waitFor(() => openPostgresLog({ url, onFatal: () => {} }), {
      timeout: 20_000,
      interval: 5,
    })
    await starting
    await log.close()
  })
})
