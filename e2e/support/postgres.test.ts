import { expect, it, onTestFinished } from 'vitest'
import { startPostgres } from './postgres.ts'

it('is a Postgres that may be killed, and comes back where it was with all that was committed', async () => {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  expect(await postgres.query('SHOW fsync')).toEqual([{ fsync: 'on' }])
  const database = await postgres.createDatabase()
  await postgres.query("CREATE TABLE words (word text); INSERT INTO words VALUES ('kept')", database)

  await postgres.kill()
  expect(postgres.exited).toBe(true)
  await expect(postgres.query('SELECT 1')).rejects.toThrow(/ECONNREFUSED/)

  await postgres.restart()
  expect(postgres.exited).toBe(false)
  expect(await postgres.query('SELECT word FROM words', database)).toEqual([{ word: 'kept' }])
})

it('asks for a password where it was told to', async () => {
  const postgres = await startPostgres({ access: ['host all guarded 127.0.0.1/32 scram-sha-256'] })
  onTestFinished(() => postgres.stop())
  await postgres.query("CREATE ROLE guarded LOGIN PASSWORD 'right'")
  const as = (user: string) => postgres.query('SELECT 1', postgres.url.replace('postgres@', `${user}@`))
  await as('guarded:right')
  await expect(as('guarded:wrong')).rejects.toThrow(/password authentication failed/)
})
