import { expect, it } from 'vitest'
import { isCreationSecret, newDocumentId } from './new-document-id.ts'

it('gives one secret the same id always, and of the form of the server’s own', async () => {
  // Both sides must agree for ever: a document made offline may wait for long.
  expect(await newDocumentId('0123456789abcdefghijkl')).toBe('OFKOoZV5aEuQEFUv')
})

it('gives every secret an id of its own', async () => {
  const secrets = Array.from({ length: 200 }, (_, i) => `secret-of-many-letters-${i}`)
  const ids = await Promise.all(secrets.map(newDocumentId))
  expect(new Set(ids).size).toBe(secrets.length)
  for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/)
})

it('takes no secret that could be guessed for one', () => {
  expect(isCreationSecret(crypto.randomUUID())).toBe(true)
  for (const weak of ['', 'short', 'a'.repeat(21), 'a'.repeat(65), `${'a'.repeat(30)} `])
    expect(isCreationSecret(weak)).toBe(false)
})
