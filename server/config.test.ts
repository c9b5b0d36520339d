import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('needs nothing to be set', () => {
  expect(readConfig({})).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: './data',
    databaseUrl: undefined,
    redisUrl: undefined,
    connectionMaxAgeInMs: 50 * 60_000,
    logLevel: 'warn',
  })
})

it.each([
  [{ PORT: '80x' }, /PORT must be a port number/],
  [{ PORT: '70000' }, /PORT must be at most 65535/],
  [{ DATA_DIR: '' }, /DATA_DIR must not be empty/],
  [{ CONNECTION_MAX_AGE: '15' }, /CONNECTION_MAX_AGE must be a time with its unit.*"15"/],
  [{ DATABASE_URL: 'mysql://here' }, /DATABASE_URL must be an address that begins with postgres:/],
  [{ REDIS_URL: 'redis://here' }, /REDIS_URL needs DATABASE_URL beside it: several nodes must share one log/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be debug.*"loud"/],
])('names the variable that is wrong: %o', (env, sentence) => {
  expect(() => readConfig(env)).toThrow(sentence)
})

it('keeps the password of a wrong address to itself', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://quire:secret@here' })).toThrow(/^(?!.*secret)/s)
})
