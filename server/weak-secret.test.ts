import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { weaknessOf } from './weak-secret.ts'

it.each([
  'x'.repeat(32),
  'abababababababababababababababababab',
  'correct-horse-correct-horse-correct-horse',
  '0123456789abcdef0123456789abcdef',
  '01234567890123456789012345678901',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'qwertyuiopasdfghjklzxcvbnm123456',
  'change-me-change-me-please-change-it',
  'CHANGE_ME_TO_AT_LEAST_32_CHARACTERS',
  'your-secret-goes-here-0123-abcd-efgh',
  'placeholder for the session secret!!',
  'this is an example of a session secret',
  'P@ssw0rd-Password-P@ssw0rd-987654',
  'openssl rand -base64 32 | tee secret',
])('refuses %s', secret => {
  expect(weaknessOf(secret)).toBeDefined()
})

it('takes whatever is drawn at random, however it is written', () => {
  for (let i = 0; i < 20_000; i++) {
    const bytes = randomBytes(32)
    for (const secret of [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')])
      expect(weaknessOf(secret), secret).toBeUndefined()
    expect(weaknessOf(bytes.toString('hex').slice(32))).toBeUndefined()
  }
})
