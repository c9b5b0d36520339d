import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

it('needs nothing to be set', () => {
  expect(readConfig({})).toEqual({ port: 8080, host: '127.0.0.1', dataDir: './data', logLevel: 'warn' })
})

it.each([
  [{ PORT: '80x' }, /PORT must be a port number/],
  [{ PORT: '70000' }, /PORT must be at most 65535/],
  [{ DATA_DIR: '' }, /DATA_DIR must not be empty/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be debug.*"loud"/],
])('names the variable that is wrong: %o', (env, sentence) => {
  expect(() => readConfig(env)).toThrow(sentence)
})
