import { expect, it } from 'vitest'
import { pathOfOurs } from './path-of-ours.ts'

it.each(['/', '/d/one', '/d/one?view=outline', '/settings/'])('leads back to %s', to => {
  expect(pathOfOurs(to)).toBe(to)
})

it.each([
  undefined,
  ['/d/one'],
  '',
  'd/one',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '\\\\evil.example',
  '/\t/evil.example/',
  '/\n/evil.example/',
  '/.//evil.example/',
  '/x/..//evil.example/',
  '/%2e//evil.example/',
  'javascript:alert(1)',
  ' //evil.example',
  '/auth/sign-in?to=/auth/sign-in',
  '/auth',
  '/d/../auth/sign-in',
  '/api/me',
  `/${'x'.repeat(600)}`,
])('leads nowhere else: %j', to => {
  expect(pathOfOurs(to)).toBe('/')
})

it('keeps a link’s key to the browser', () => {
  expect(pathOfOurs('/d/one#key')).toBe('/d/one')
})
