import { expect, it } from 'vitest'
import { withOpened, without, withSummaries } from './recent-documents.ts'

const letter = { id: 'letter-0001', title: 'Letter', excerpt: 'Dear all', at: 1_000 }
const minutes = { id: 'minutes-001', title: 'Minutes', excerpt: 'Present: all', at: 2_000 }

it('lists the document opened last first, and each once', () => {
  const list = withOpened(withOpened(withOpened([], letter), minutes), { ...letter, at: 3_000 })
  expect(list.map(recent => recent.title)).toEqual(['Letter', 'Minutes'])
})

it('shows what the server knows when somebody went on writing elsewhere', () => {
  const list = withOpened([], letter)
  const [recent] = withSummaries(list, [
    { id: letter.id, title: 'Letter, signed', excerpt: 'Yours', updatedAt: 5_000 },
  ])
  expect(recent).toMatchObject({ title: 'Letter, signed', excerpt: 'Yours', openedAt: 1_000 })
})

it('does not fall back to a summary older than what this device has shown', () => {
  const list = withOpened([], letter)
  expect(withSummaries(list, [{ id: letter.id, title: '', excerpt: '', updatedAt: 500 }])).toBe(list)
})

it('keeps documents that the server does not answer for', () => {
  const list = withOpened([], letter)
  expect(withSummaries(list, [])).toBe(list)
})

it('forgets what is removed, and nothing else', () => {
  const list = without(withOpened(withOpened([], letter), minutes), letter.id)
  expect(list.map(recent => recent.id)).toEqual([minutes.id])
})

it('holds no more than the server answers for at once', () => {
  let list = withOpened([], letter)
  for (let i = 0; i < 150; i++) list = withOpened(list, { ...letter, id: `document-${i}`, at: 2_000 + i })
  expect(list).toHaveLength(100)
  expect(list[0]?.id).toBe('document-149')
})
