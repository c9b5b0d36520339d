import { expect, it } from 'vitest'
import type { RecentDocument } from '../device/recent-documents.ts'
import { choicesFor } from './choices.ts'
import type { Hit } from './use-search.ts'

const recent = ['Plans', '회의록', 'Letters'].map(
  (title, i): RecentDocument => ({ id: `document-${i}`, title, excerpt: '', openedAt: 9 - i, seenAt: 0 }),
)
const hit = (id: string, title: string, snippet = ''): Hit => ({
  id,
  title,
  titleHits: [],
  snippet,
  snippetHits: [],
  updatedAt: 1,
})
const named = (choices: ReturnType<typeof choicesFor>) =>
  choices.map(choice => (choice.of === 'document' ? choice.hit.title : `new: ${choice.title}`))

it('offers what was opened last, and a new document, before one types', () => {
  expect(named(choicesFor({ typed: '' }, recent, { state: 'idle' }))).toEqual([
    'Plans',
    '회의록',
    'Letters',
    'new: ',
  ])
})

it('offers at once what the device knows by title, and what the server finds behind it', () => {
  expect(named(choicesFor({ typed: ' 회 ' }, recent, { state: 'searching', before: [] }))).toEqual([
    '회의록',
    'new: 회',
  ])
  const hits = [hit('other', 'About plans'), hit('document-0', 'Plans', 'newer text')]
  const choices = choicesFor({ typed: 'plan' }, recent, { state: 'found', search: 'plan', hits })
  expect(named(choices)).toEqual(['Plans', 'About plans', 'new: plan'])
  expect(choices[0]).toMatchObject({ hit: { snippet: 'newer text' } })
})

it('keeps of what was found for fewer letters only what still fits', () => {
  const before = [hit('a', 'Planet'), hit('b', 'Old', 'a plane'), hit('c', 'Plants')]
  expect(named(choicesFor({ typed: 'plane' }, [], { state: 'searching', before }))).toEqual([
    'Planet',
    'Old',
    'new: plane',
  ])
})

it('offers in the middle of a syllable what it may become', () => {
  const typed = { typed: '횡', composing: true }
  expect(named(choicesFor(typed, recent, { state: 'idle' }))).toEqual(['회의록', 'new: 횡'])
  const before = [hit('a', '새 회의')]
  expect(named(choicesFor(typed, [], { state: 'searching', before }))).toEqual(['새 회의', 'new: 횡'])
})
