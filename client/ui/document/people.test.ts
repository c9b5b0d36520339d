import { expect, it } from 'vitest'
import type { Participant } from '../../../protocol/index.ts'
import { peopleHere } from './people.ts'

const session = (session: number, name: string, color = '#cf3546'): Participant => ({
  session,
  awarenessId: session + 100,
  profile: { name, color },
  role: 'editor',
})

it('shows oneself first', () => {
  const people = peopleHere([session(1, 'Ann'), session(2, 'Bob'), session(3, 'Me')], 103)
  expect(people.map(person => person.name)).toEqual(['Me', 'Ann', 'Bob'])
  expect(people[0]?.isMe).toBe(true)
})

it('counts a person with two windows once', () => {
  const people = peopleHere([session(1, 'Ann'), session(2, 'Ann'), session(3, 'Bob')], 103)
  expect(people.map(({ name, windows }) => [name, windows])).toEqual([
    ['Bob', 1],
    ['Ann', 2],
  ])
})

it('does not take two people of one name for one when their colours differ', () => {
  expect(peopleHere([session(1, 'Kim', '#cf3546'), session(2, 'Kim', '#0f77ad')], 101)).toHaveLength(2)
})

it('tells guests without a name apart', () => {
  expect(peopleHere([session(1, ''), session(2, '')], 101)).toHaveLength(2)
})

it('takes a guest who has moved to another connection for the one who was there', () => {
  const before = session(1, '')
  const after = { ...session(2, ''), awarenessId: before.awarenessId }
  expect(peopleHere([after], 103).map(({ key }) => key)).toEqual(
    peopleHere([before], 103).map(({ key }) => key),
  )
})

it('knows oneself between two sessions, of which neither is open', () => {
  const people = peopleHere([session(1, 'Me'), session(2, 'Bob')], 101)
  expect(people.map(({ name, isMe }) => [name, isMe])).toEqual([
    ['Me', true],
    ['Bob', false],
  ])
})
